import type { Subscriber } from './subscription.ts';

/** What of a subscriber the rate limit of a queue goes by. */
export type Rated = Pick<Subscriber, 'taskQueue' | 'maxPerSecond'>;

/** The rate limit of a queue: of several subscribers on it the lowest counts. `null`: none. */
export function rateOf(subscribers: Rated[], queue: string): number | null {
  const rates = subscribers.flatMap(({ taskQueue, maxPerSecond }) =>
    taskQueue === queue && maxPerSecond !== null ? [maxPerSecond] : [],
  );
  return rates.length > 0 ? Math.min(...rates) : null;
}

/** The queues that somebody limits. */
export const ratedQueues = (subscribers: Rated[]): string[] => [
  ...new Set(subscribers.flatMap(({ taskQueue, maxPerSecond }) => (maxPerSecond === null ? [] : [taskQueue]))),
];
