import type { OpenDelivery } from './delivery.ts';

/** What an operator must know of: something waits for a person, or does no more. */
export type OperatorEvent = {
  messageType: 'operator_event';
  /** Unique for ever. */
  eventId: string;
  event: 'delivery.parked' | 'payment.held' | 'result.unhandled' | 'subscriber.paused' | 'subscriber.recovered';
  payNo: string | null;
  subscriber: string | null;
  reason: string;
  /** ISO 8601 in UTC. */
  occurredAt: string;
};

/** An event of which not everybody is told yet: the answer of its workflow's query `status`. */
export type OpenOperatorEvent = OperatorEvent & { deliveries: OpenDelivery[] };

/** The input of an operator subscriber's activity; the key is the same over attempts, as that of a payment result. */
export type OperatorEventMessage = OperatorEvent & { idempotencyKey: string };

export const eventMessageFor = (subscriber: string, event: OperatorEvent): OperatorEventMessage => ({
  ...event,
  idempotencyKey: `event/${event.eventId}/${subscriber}`,
});
