import type { Subscriber } from '../domain/subscription.ts';
import type { TaskQueues } from '../temporal/task-queues.ts';

type Rated = Pick<Subscriber, 'name' | 'taskQueue' | 'maxPerSecond'>;

/**
 * Sets the rate limits of the queues that a change of one subscriber concerns. Of several subscribers on a queue the lowest
 * limit counts: it is the queue that is limited.
 * @param change `before` is undefined for a new one, `after` for one that is removed.
 * @throws Unavailable where a limit has to be set and Temporal does not answer.
 */
export async function limitRates(
  { limitRate }: TaskQueues,
  all: Rated[],
  { before, after }: { before?: Rated; after?: Rated },
): Promise<void> {
  const others = all.filter(({ name }) => name !== before?.name && name !== after?.name);
  const [was, is] = [
    [...others, ...(before ? [before] : [])],
    [...others, ...(after ? [after] : [])],
  ];
  for (const queue of new Set([before?.taskQueue, after?.taskQueue])) {
    if (queue !== undefined && rateOf(was, queue) !== rateOf(is, queue)) await limitRate(queue, rateOf(is, queue));
  }
}

function rateOf(subscribers: Rated[], queue: string): number | null {
  const rates = subscribers.flatMap(({ taskQueue, maxPerSecond }) =>
    taskQueue === queue && maxPerSecond !== null ? [maxPerSecond] : [],
  );
  return rates.length > 0 ? Math.min(...rates) : null;
}
