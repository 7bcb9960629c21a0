import { NoWorker, Unavailable } from '../domain/errors.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';

/** Workers come and go; who asks again within seconds hears the same, so that lists and scrapes cost Temporal little. */
const KEPT_MS = 5_000;

/** Which task queues have workers. */
export type Pollers = ReturnType<typeof createPollers>;

export function createPollers({ taskQueues }: Pick<PaymentNotifications, 'taskQueues'>) {
  const looks = new Map<string, { until: number; count: Promise<number | null> }>();

  /** How many workers poll this queue; null where Temporal does not say within a second. */
  function countOf(taskQueue: string): Promise<number | null> {
    const now = Date.now();
    const known = looks.get(taskQueue);
    if (known && known.until > now) return known.count;
    for (const [queue, { until }] of looks) if (until <= now) looks.delete(queue);
    const count = taskQueues.countPollers(taskQueue).catch(nullWhereAway);
    looks.set(taskQueue, { until: now + KEPT_MS, count });
    return count;
  }

  return {
    countOf,

    /** What keeps activities of this queue from being done; undefined: nothing, or nobody knows. */
    async problemOf(taskQueue: string): Promise<string | undefined> {
      return (await countOf(taskQueue)) === 0 ? new NoWorker(taskQueue).message : undefined;
    },
  };
}

function nullWhereAway(error: unknown): null {
  if (error instanceof Unavailable) return null;
  throw error;
}
