import type { PaymentEvent, PaymentFact, Refund } from '../../domain/payment-fact.ts';
import type { JsonObject } from '../json.ts';
import { requiredCurrency, requiredMinor, requiredText, requiredTime, textAt } from '../json-fields.ts';

/** The types of this project's own; Standard Webhooks leaves them to the sender. docs/providers.md has the fields of each. */
const EVENTS = new Map<string, PaymentEvent>([
  ['payment.pending', 'pending'],
  ['payment.paid', 'paid'],
  ['payment.finished', 'finished'],
  ['payment.closed', 'closed'],
  ['payment.partially_refunded', 'partially_refunded'],
  ['payment.refunded', 'refunded'],
]);

/**
 * What a notification says. The caller has verified whose it is. The empty list for every other type, and without a pay number.
 * @throws NotificationRefused when a field is missing or wrong; the reason names it.
 */
export function paymentFacts(notification: JsonObject, notificationId: string): PaymentFact[] {
  const event = EVENTS.get(requiredText(notification, 'type'));
  const payNo = textAt(notification, 'data.pay_no');
  if (!event || payNo === undefined) return [];
  const amountMinor = requiredMinor(notification, 'data.amount_minor');
  return [
    {
      provider: 'standard',
      notificationId,
      event,
      payNo,
      transactionId: requiredText(notification, 'data.transaction_id'),
      amount: { currency: requiredCurrency(notification, 'data.currency'), amountMinor },
      refund: event === 'refunded' || event === 'partially_refunded' ? refundOf(notification) : null,
      occurredAt: requiredTime(notification, 'timestamp'),
    },
  ];
}

/** This refund alone: the refunds of a payment add up by their `refund_id`. */
const refundOf = (notification: JsonObject): Refund => ({
  counts: 'each',
  refundId: requiredText(notification, 'data.refund_id'),
  amountMinor: requiredMinor(notification, 'data.refund_amount_minor'),
});
