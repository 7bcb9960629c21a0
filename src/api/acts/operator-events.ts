import type { DeliveryOrder } from '../../domain/delivery.ts';
import { NotFound, Refused } from '../../domain/errors.ts';
import type { Api } from '../api.ts';
import { requireAnswered } from '../operator-events.ts';
import type { DeliveryAct } from './deliveries.ts';

/** What a person can do about an event that a subscriber of operators is not told yet. */
export function createEventActs({ notifications: { events } }: Pick<Api, 'notifications'>) {
  /** @throws Refused where it is settled, NotFound where there is none, Unavailable where nobody can say. */
  async function requireUnsettled(eventId: string, subscriber: string): Promise<void> {
    const process = await events.look(eventId);
    if (!process) throw new NotFound(`there is no event ${eventId}`);
    if (process.status !== 'RUNNING') throw new Refused(`nobody waits for event ${eventId} any more`);
    const { deliveries } = requireAnswered(process);
    const status = deliveries.find((one) => one.subscriber === subscriber)?.status;
    if (!status) throw new NotFound(`event ${eventId} has no delivery to ${subscriber}`);
    if (status === 'delivered' || status === 'skipped') throw new Refused(`the delivery to ${subscriber} is ${status}`);
  }

  /** @throws as `requireUnsettled`, and Refused where the last one is told at this moment. */
  return async (act: DeliveryAct, eventId: string, order: DeliveryOrder): Promise<void> => {
    await requireUnsettled(eventId, order.subscriber);
    const isTaken = await (act === 'retry' ? events.retryDelivery(eventId, order) : events.skipDelivery(eventId, order));
    if (!isTaken) throw new Refused(`nobody waits for event ${eventId} any more`);
  };
}
