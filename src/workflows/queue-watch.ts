import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import { withoutEnd } from './without-end.ts';

/** `gapMs`: between two looks at the queue. */
export type QueueWatchInput = { taskQueue: string; gapMs: number };

/**
 * Nobody polls a task queue of subscribers: has the payments that wait in it say so, until somebody does. However long that takes, it
 * is one activity, retried: it leaves no event, and the Web UI shows it as pending, with what it last saw.
 */
export async function queueWatch({ taskQueue, gapMs }: QueueWatchInput): Promise<void> {
  const { watchQueue } = proxyActivities<PaymentActivities>({
    startToCloseTimeout: '1 hour', // a signal to each payment that waits
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: gapMs, backoffCoefficient: 1, maximumInterval: gapMs },
  });
  setCurrentDetails(`Until a worker polls **${taskQueue}**, the payments that wait for one say so in their details.`);
  await withoutEnd(() => watchQueue.executeWithOptions({ summary: `until ${taskQueue} is polled` }, [{ taskQueue }]));
}
