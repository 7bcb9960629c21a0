import type { Database } from '../db/database.ts';
import { OPEN_PAYMENTS } from '../domain/temporal-names.ts';
import type { Batches } from '../temporal/batches.ts';
import type { OperatorEvents } from '../temporal/operator-events.ts';
import { createAnnounce } from './announce.ts';

type Dependencies = {
  database: Database;
  operatorEvents: OperatorEvents;
  batches: Pick<Batches, 'signalAll'>;
};

/** `pausedBy`: which part of paynotify it is that does so. */
type Pause = { name: string; pausedBy: string; reason: string };

/** Pauses a subscriber without a person: Postgres first, then its open deliveries park, and operators are told. */
export const createPauseSubscriber = (dependencies: Dependencies) => {
  const announce = createAnnounce(dependencies);
  return async ({ name, pausedBy, reason }: Pause): Promise<void> => {
    if (!(await dependencies.database.setSubscriberStatus({ name, pausedBy }))) return; // somebody was faster, or it is removed
    const signal = { name: 'subscriberChanged', input: { subscriber: name } };
    await dependencies.batches.signalAll({ query: OPEN_PAYMENTS, signal, by: pausedBy, reason: `${name} paused: ${reason}` });
    const about = { payNo: null, subscriber: name, reason, occurredAt: new Date().toISOString() };
    await announce({
      events: [{ messageType: 'operator_event', eventId: crypto.randomUUID(), event: 'subscriber.paused', ...about }],
    });
  };
};
