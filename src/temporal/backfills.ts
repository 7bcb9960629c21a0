import type { Client } from '@temporalio/client';
import type { BackfillProgress } from '../domain/backfill.ts';
import { BACKFILL_WORKFLOW_TYPE, backfillIdOf } from '../domain/temporal-names.ts';
import type { BackfillInput } from '../workflows/backfill.ts';
import { createOperatorJobs } from './operator-jobs.ts';

/** Every call answers within 3 s or throws Unavailable. */
export function createBackfills(client: Client) {
  const jobsOf = (subscriber: string) =>
    createOperatorJobs<BackfillProgress>(client, {
      workflowType: BACKFILL_WORKFLOW_TYPE,
      workflowIdOf: (backfillId) => backfillIdOf(subscriber, backfillId),
    });
  return {
    /** When this resolves, the subscriber will be told all that it takes and was not told since then. */
    async begin(input: BackfillInput): Promise<{ backfillId: string }> {
      const backfillId = crypto.randomUUID();
      const { subscriber, since } = input;
      await jobsOf(subscriber).begin(backfillId, { input, summary: `tell ${subscriber} what it missed since ${since}` });
      return { backfillId };
    },
    progress: (subscriber: string, backfillId: string) => jobsOf(subscriber).progress(backfillId),
    cancel: (subscriber: string, backfillId: string) => jobsOf(subscriber).cancel(backfillId),
  };
}
