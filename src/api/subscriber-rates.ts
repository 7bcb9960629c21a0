import { type Rated, rateOf } from '../domain/queue-rate.ts';
import type { TaskQueues } from '../temporal/task-queues.ts';

type Named = Rated & { name: string };

/** `before` is undefined for a new one, `after` for one that is removed; `isGiven`: somebody says how fast it is told. */
type Change = { before?: Named | undefined; after?: Named; isGiven?: boolean };

/**
 * Sets the rate limits of the queues that a change of one subscriber concerns; what is given is set also where it is what it was:
 * Temporal, which alone has it, may have lost it.
 * @throws Unavailable where a limit has to be set and Temporal does not answer.
 */
export async function limitRates(
  { limitRate }: TaskQueues,
  all: Named[],
  { before, after, isGiven = false }: Change,
): Promise<void> {
  const others = all.filter(({ name }) => name !== before?.name && name !== after?.name);
  const [was, is] = [
    [...others, ...(before ? [before] : [])],
    [...others, ...(after ? [after] : [])],
  ];
  for (const queue of new Set([before?.taskQueue, after?.taskQueue])) {
    if (queue === undefined) continue;
    if (isGiven || rateOf(was, queue) !== rateOf(is, queue)) await limitRate(queue, rateOf(is, queue));
  }
}
