import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscriber } from '../domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import type { createQueueWatches } from './queue-watches.ts';
import type { TaskQueues } from './task-queues.ts';

type QueueLooks = {
  listSubscribers: () => Promise<Subscriber[]>;
  taskQueues: Pick<TaskQueues, 'countPollers'>;
  queueWatches: ReturnType<typeof createQueueWatches>;
  /** Hears of what goes wrong; the next look follows. */
  onError: (err: unknown) => void;
  /** Between two looks, and before the first. */
  lookIntervalMs?: number;
};

const LOOK_INTERVAL_MS = 30_000;

/** Looks at the queues of all subscribers from time to time, and has one watched that nobody polls. Resolves some time after `stopped`. */
export async function lookAtQueues(
  { lookIntervalMs = LOOK_INTERVAL_MS, ...around }: QueueLooks,
  stopped: AbortSignal,
): Promise<void> {
  const pause = () => sleep(lookIntervalMs, undefined, { signal: stopped }).catch(() => undefined); // woken to stop
  for (await pause(); !stopped.aborted; await pause()) await look(around).catch(around.onError);
}

async function look({ listSubscribers, taskQueues, queueWatches }: Omit<QueueLooks, 'lookIntervalMs'>): Promise<void> {
  const told = (await listSubscribers()).filter(({ events, status }) => events === 'payment' && status === 'active');
  const queues = new Set(told.map(({ taskQueue }) => taskQueue));
  queues.delete(PAYMENTS_TASK_QUEUE); // where nobody polls that, nobody looks
  for (const queue of queues) if ((await taskQueues.countPollers(queue)) === 0) await queueWatches.begin(queue);
}
