import type { Database } from '../db/database.ts';
import type { OperatorEvent } from '../domain/operator-event.ts';
import { asItIs } from '../domain/subscription.ts';
import type { OperatorEvents } from '../temporal/operator-events.ts';

type Dependencies = { database: Database; operatorEvents: Pick<OperatorEvents, 'tell'> };

/**
 * Starts telling operators' subscribers of these events, by a process each; one that is paused has them parked. Asked again, it starts
 * none a second time.
 */
export const createAnnounce =
  ({ database, operatorEvents }: Dependencies) =>
  async ({ events }: { events: OperatorEvent[] }): Promise<void> => {
    const subscribers = await database.listSubscribers();
    const subscriptions = subscribers.filter((one) => one.events === 'operator').map(asItIs);
    if (subscriptions.length === 0) return;
    for (const event of events) await operatorEvents.tell(event, subscriptions);
  };
