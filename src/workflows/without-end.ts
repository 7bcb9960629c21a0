import { ActivityFailure } from '@temporalio/common';
import { isCancellation, log, sleep } from '@temporalio/workflow';

/**
 * Runs an activity that is retried without end. Somebody can fail it by hand all the same; then it is scheduled once more a
 * minute later, because the workflow must not fail with it.
 */
export async function withoutEnd<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      log.warn('activity.failed_by_hand', { reason: error.cause?.message });
      await sleep('1 minute', { summary: 'failed by hand; once more' });
    }
  }
}
