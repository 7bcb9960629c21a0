import type { Database } from '../db/database.ts';
import { OPEN_PROCESSES } from '../domain/temporal-names.ts';
import type { Batches } from '../temporal/batches.ts';
import type { OperatorEvents } from '../temporal/operator-events.ts';
import { createAnnounce } from './announce.ts';

type Dependencies = {
  database: Database;
  operatorEvents: Pick<OperatorEvents, 'tell'>;
  batches: Pick<Batches, 'signalAll'>;
};

/** `pausedBy`: which part of paynotify it is that does so. */
type Pause = { name: string; pausedBy: string; reason: string };

/**
 * Pauses a subscriber without a person: Postgres first, then its open deliveries park, and operators are told. It can be done again,
 * after a crash or by another attempt: a pause is one batch and one event.
 */
export const createPauseSubscriber = (dependencies: Dependencies) => {
  const announce = createAnnounce(dependencies);
  return async ({ name, pausedBy, reason }: Pause): Promise<void> => {
    await dependencies.database.setSubscriberStatus({ name, pausedBy });
    const pause = await dependencies.database.findPause({ name, pausedBy });
    if (!pause) return; // somebody else was faster, or it is removed
    const pauseId = `paused-${name}-${pause.activeSince.getTime()}`;
    const signal = { name: 'subscriberChanged', input: { subscriber: name } };
    const because = { by: pausedBy, reason: `${name} paused: ${reason}` };
    await dependencies.batches.signalAll({ query: OPEN_PROCESSES, signal, ...because }, pauseId);
    const about = { payNo: null, subscriber: name, reason, occurredAt: new Date().toISOString() };
    await announce({
      events: [{ messageType: 'operator_event', eventId: pauseId, event: 'subscriber.paused', ...about }],
    });
  };
};
