import { OPEN_PROCESSES } from '../domain/temporal-names.ts';
import type { Api } from './api.ts';

type Change = { subscriber: string; by: string; reason: string };

/**
 * Has every open payment, and every event for operators that is open, read a subscriber's settings anew. Postgres has them by now: a
 * payment that is recorded meanwhile reads them itself.
 * @throws Unavailable with Temporal away; said again it is told.
 */
export const tellOpenProcesses = ({ notifications }: Pick<Api, 'notifications'>, { subscriber, by, reason }: Change) =>
  notifications.batches.signalAll({
    query: OPEN_PROCESSES,
    signal: { name: 'subscriberChanged', input: { subscriber } },
    by,
    reason: `${subscriber} ${reason}`,
  });
