import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto'; // CommonJS whose names Node does not see
import { createWithin, type Within } from './deadline.ts';

const { TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;

/** A poll without work is held for a minute, and Temporal notes its beginning. */
const POLLED_OF_LATE_MS = 90_000;

const LOOK_DEADLINE_MS = 1_000;

/** The queues that subscribers' activities wait in. */
export type TaskQueues = ReturnType<typeof createTaskQueues>;

export function createTaskQueues(client: Client, within: Within) {
  const withinASecond = createWithin(client, LOOK_DEADLINE_MS);
  const { namespace } = client.options;

  return {
    /** Attempts a second over all workers of a queue, from now on; `null`: no limit. @throws Unavailable */
    async limitRate(taskQueue: string, perSecond: number | null): Promise<void> {
      const updateQueueRateLimit = {
        rateLimit: perSecond === null ? null : { requestsPerSecond: perSecond },
        reason: 'maxPerSecond of its subscriber',
      };
      const request = { namespace, taskQueue, taskQueueType: TASK_QUEUE_TYPE_ACTIVITY, updateQueueRateLimit };
      await within(() => client.workflowService.updateTaskQueueConfig(request));
    },

    /** How many workers ask a queue for activities, as far as Temporal has heard of late. @throws Unavailable within a second */
    async countPollers(taskQueue: string): Promise<number> {
      const request = { namespace, taskQueue: { name: taskQueue }, taskQueueType: TASK_QUEUE_TYPE_ACTIVITY };
      const { pollers } = await withinASecond(() => client.workflowService.describeTaskQueue(request));
      const after = Date.now() - POLLED_OF_LATE_MS;
      return pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > after).length;
    },
  };
}
