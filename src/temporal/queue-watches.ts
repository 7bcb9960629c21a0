import type { Client } from '@temporalio/client';
import { PAYMENTS_TASK_QUEUE, QUEUE_WATCH_WORKFLOW_TYPE, queueWatchIdOf } from '../domain/temporal-names.ts';
import type { queueWatch } from '../workflows/queue-watch.ts';
import { createWithin } from './deadline.ts';

const GAP_MS = 30_000;

/** @param gapMs between two looks at a queue that nobody polls; nobody is told before the second. */
export function createQueueWatches(client: Client, gapMs = GAP_MS) {
  const within = createWithin(client);
  return {
    /** When this resolves, the payments that wait in this queue will say so until somebody polls it. Begun twice it is one. @throws Unavailable */
    async begin(taskQueue: string): Promise<void> {
      const start = () =>
        client.workflow.start<typeof queueWatch>(QUEUE_WATCH_WORKFLOW_TYPE, {
          workflowId: queueWatchIdOf(taskQueue),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [{ taskQueue, gapMs }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `until ${taskQueue} is polled`,
        });
      await within(start);
    },
  };
}
