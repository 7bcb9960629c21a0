import type { PauseSeen, SubscribersSeen } from '../console/parts.ts';
import { GUARD } from '../domain/subscriber-guard.ts';
import type { Subscriber } from '../domain/subscription.ts';
import type { ListedJob } from '../temporal/operator-jobs.ts';
import type { Api } from './api.ts';
import { orNull } from './or-null.ts';
import type { Pollers } from './pollers.ts';

type Parts = Pick<Api, 'database' | 'notifications' | 'workflowUrl'> & { pollers: Pollers };

/** The subscribers as they are kept, and how each stands as Temporal has it. @throws Unavailable with Postgres away. */
export function createSubscribersSeen({ database, notifications, workflowUrl, pollers }: Parts) {
  async function pauseOf({ name, pausedBy }: Subscriber, jobs: ListedJob[]): Promise<PauseSeen | null> {
    if (pausedBy === null) return null;
    if (pausedBy === GUARD) return guardOf(name);
    // Who paused it told the open payments so, and why: that is kept as long as Temporal keeps it.
    const about = `${name} paused: `;
    const told = jobs.find(({ by, reason }) => by === pausedBy && reason.startsWith(about));
    return told ? { reason: told.reason.slice(about.length), at: told.begunAt, nextProbeAt: null, url: null } : null;
  }

  async function guardOf(name: string): Promise<PauseSeen | null> {
    const guard = await orNull(notifications.guards.look(name));
    if (!guard) return null;
    const { words, nextProbeAt, workflowId, runId } = guard;
    return { reason: words, at: null, nextProbeAt, url: workflowUrl(workflowId, runId) };
  }

  return async (): Promise<SubscribersSeen> => {
    const subscribers = await database.listSubscribers();
    // One alone: while Temporal is away, that one waits for it and not all of them.
    const anybody = await orNull(notifications.countInState('parked'));
    const isTemporalAway = anybody === null;
    const isPaused = subscribers.some(({ pausedBy }) => pausedBy !== null);
    const jobs = (isPaused && !isTemporalAway && (await orNull(notifications.batches.list()))) || [];
    const seen = subscribers.map(async (subscriber) => ({
      ...subscriber,
      parked: isTemporalAway ? null : await orNull(notifications.countParkedFor(subscriber.name)),
      problem: isTemporalAway ? undefined : await pollers.problemOf(subscriber.taskQueue),
      pause: isTemporalAway ? null : await pauseOf(subscriber, jobs),
    }));
    return { subscribers: await Promise.all(seen), isTemporalAway };
  };
}
