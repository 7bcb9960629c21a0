import { NoWorker, Refused } from '../../domain/errors.ts';
import { OPEN_EVENTS, OPEN_PAYMENTS, OPEN_PROCESSES } from '../../domain/temporal-names.ts';
import type { Api } from '../api.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { tellOpenProcesses } from '../tell-open-processes.ts';

/** Who does something, and why; kept with what is done. */
export type Because = { by: string; reason: string };

/** Of what parked, or began to be tried, at `since` (ISO 8601) or later, where that is given. */
export type Recovery = Because & { since?: string | undefined };

/** What a person can do about a subscriber, over HTTP and in the console. Each @throws NotFound where there is none. */
export type SubscriberActs = ReturnType<typeof createSubscriberActs>;

export function createSubscriberActs(api: Pick<Api, 'database' | 'notifications'>) {
  const { database, notifications } = api;
  const { batches } = notifications;
  const find = createFindSubscriber(database);

  /** How many payments and events are open: each decides itself what it has for this subscriber. @throws Refused while it is paused. */
  async function countOpen(given: string) {
    const { name, pausedBy } = await find(given);
    if (pausedBy !== null) throw new Refused(`${name} is paused by ${pausedBy}: resume it, and it is told`);
    const [payments, events] = await Promise.all([OPEN_PAYMENTS, OPEN_EVENTS].map((open) => batches.count(open)));
    return { payments: payments ?? 0, ...(events && { events }) };
  }

  return {
    /** Postgres first, then all that is open and tells it. Said twice it is done once: after an Unavailable say it again. */
    async setPaused(given: string, kind: 'pause' | 'resume', { by, reason }: Because) {
      const { name } = await find(given);
      await database.setSubscriberStatus({ name, pausedBy: kind === 'pause' ? by : null });
      const told = await tellOpenProcesses(api, { subscriber: name, by, reason: `${kind}d: ${reason}` });
      return { subscriber: await find(name), ...told };
    },

    /** How many open payments, and events for operators where there are any, a recovery would tell: never too few. @throws as `recover` */
    countRecovery: countOpen,

    /** Has all that is parked or retrying for it at this moment tried at once. @throws Refused while it is paused. */
    async recover(name: string, { by, reason, since }: Recovery) {
      const counted = await countOpen(name);
      const only = { ...(since !== undefined && { from: new Date(since).toISOString() }), until: new Date().toISOString() };
      const signal = { name: 'retryDelivery', input: { subscriber: name, by, reason, only } };
      const told = await batches.signalAll({ query: OPEN_PROCESSES, signal, by, reason: `recover ${name}: ${reason}` });
      return { ...told, ...counted };
    },

    /** Tells it a test message and answers what came of it. @throws NoWorker where nobody polls its queue. */
    async test(name: string) {
      const subscriber = await find(name);
      // Asked now, not what a list has heard a moment ago: a worker may just have come.
      if ((await notifications.taskQueues.countPollers(subscriber.taskQueue)) === 0) throw new NoWorker(subscriber.taskQueue);
      return notifications.testSubscriber(subscriber);
    },
  };
}
