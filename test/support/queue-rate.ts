import type { System } from './system.ts';

const ACTIVITIES = 2; // TaskQueueType

/** The limit that Temporal keeps for the activities of a queue. */
export async function rateOf({ client, namespace }: System, taskQueue: string): Promise<number | null> {
  const request = { namespace, taskQueue: { name: taskQueue }, taskQueueType: ACTIVITIES, reportConfig: true };
  const { config } = await client.workflowService.describeTaskQueue(request);
  return config?.queueRateLimit?.rateLimit?.requestsPerSecond ?? null;
}
