import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { OpenOperatorEvent, OperatorEvent } from '../domain/operator-event.ts';
import type { Delivery } from './delivery.ts';
import { deliveryInWords, openDelivery, parkedAttributes } from './view.ts';

type Telling = { event: OperatorEvent; deliveries: Delivery<OperatorEvent>[] };

/** The answer of the query `status`. */
export const openEvent = ({ event, deliveries }: Telling): OpenOperatorEvent => ({
  ...event,
  deliveries: deliveries.map(openDelivery),
});

/**
 * Shows the event in Temporal's lists and on its page: who is parked as search attributes, who still waits as the memo `waiting`, which
 * whoever starts the run has set to all of them. The history gets an event only for what has changed.
 */
export function createEventPublisher({ event, deliveries }: Telling): () => void {
  const waiting = () => deliveries.flatMap(({ subscription, settled }) => (settled ? [] : subscription.name));
  const parked = () => parkedAttributes(deliveries);
  let published = { waiting: JSON.stringify(waiting()), parked: JSON.stringify([null, null]) };
  return () => {
    const lines = deliveries.map((delivery) => `- **${delivery.subscription.name}**: ${deliveryInWords(delivery)}`);
    setCurrentDetails([`${event.event}: ${event.reason}`, '', ...lines].join('\n'));
    if (waiting().length === 0) return; // it ends now
    const before = published;
    published = { waiting: JSON.stringify(waiting()), parked: JSON.stringify(parked().map(({ value }) => value)) };
    if (published.parked !== before.parked) upsertSearchAttributes(parked());
    if (published.waiting !== before.waiting) upsertMemo({ waiting: waiting() });
  };
}
