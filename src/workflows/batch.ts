import {
  ActivityCancellationType,
  CancellationScope,
  defineQuery,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { BatchProgress, BatchRequest } from '../domain/batch.ts';
import { batchIdOf } from '../domain/temporal-names.ts';

/** How far it is. */
const progress = defineQuery<BatchProgress>('progress');

const { startBatch, readBatch, stopBatch } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '10s', nonRetryableErrorTypes: ['Refused'] },
  // Whether it has begun must be known before it is stopped.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Temporal's visibility hears of a payment a moment after it has begun or parked. */
const VISIBILITY_LAG_MS = 1_000;

const FIRST_GAP_MS = 1_000;
const GROWTH = 1.2;
const LONGEST_GAP_MS = 30_000;

/**
 * Signals every payment that a query finds, by a batch operation of the server: as soon as none runs (until then `startBatch` is a
 * pending activity that says so, and asks again), and with its progress, until it ends. A cancel request stops it; who was signalled stays so.
 */
export async function batch(request: BatchRequest): Promise<BatchProgress> {
  const jobId = batchIdOf(workflowInfo().workflowId);
  const current: BatchProgress = { state: 'waiting', total: 0, completed: 0, failed: 0 };
  const show = (found: Partial<BatchProgress>) => setCurrentDetails(inWords(request, Object.assign(current, found)));
  setHandler(progress, () => current);
  show({});
  try {
    await sleep(VISIBILITY_LAG_MS, { summary: 'until all are seen' });
    await startBatch.executeWithOptions({ summary: 'begin when it is its turn' }, [{ jobId, request }]);
    await follow(jobId, show);
  } catch (error) {
    // An attempt that runs while the request comes is waited for, and may fail as itself.
    if (!CancellationScope.current().consideredCancelled) throw error;
    const found = await CancellationScope.nonCancellable(() => stopBatch.executeWithOptions({ summary: 'stop' }, [{ jobId }]));
    show({ ...found, state: 'cancelled' });
  }
  return current;
}

async function follow(jobId: string, show: (found: Partial<BatchProgress>) => void): Promise<void> {
  for (let gapMs = FIRST_GAP_MS; ; gapMs = Math.min(gapMs * GROWTH, LONGEST_GAP_MS)) {
    const found = await readBatch.executeWithOptions({ summary: 'how far is it?' }, [{ jobId }]);
    show(found ?? { state: 'failed' });
    if (found?.state !== 'running') return;
    await sleep(Math.round(gapMs), { summary: 'until it is looked at again' });
  }
}

function inWords({ signal, query, by, reason }: BatchRequest, { state, total, completed, failed }: BatchProgress): string {
  const counts = state === 'waiting' ? '' : `: ${completed} of ${total} signalled, ${failed} could not be`;
  return `**${state}**${counts}.\n\nSignal \`${signal.name}\` by ${by} (${reason}) to all where \`${query}\``;
}
