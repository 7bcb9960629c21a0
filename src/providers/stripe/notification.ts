import type { PaymentFact } from '../../domain/payment-fact.ts';
import type { JsonObject } from '../json.ts';
import { requiredText } from '../json-fields.ts';
import { intentFact, refundFact, sessionFact } from './objects.ts';

/** Which of Stripe's objects says that it is paid: both tell of the same payment, so that only one of them may. */
export const PAID_EVENTS = ['checkout', 'payment_intent'] as const;
export type PaidEvent = (typeof PAID_EVENTS)[number];

type Translate = (event: JsonObject) => PaymentFact | undefined;

const TRANSLATIONS: Record<PaidEvent, ReadonlyMap<string, Translate>> = {
  checkout: new Map([
    // Complete is not paid: a bank debit or a voucher is paid days later, or never.
    ['checkout.session.completed', (event) => sessionFact(event, isPaid(event) ? 'paid' : 'pending')],
    ['checkout.session.async_payment_succeeded', (event) => sessionFact(event, 'paid')],
    ['checkout.session.async_payment_failed', (event) => sessionFact(event, 'closed')],
    ['checkout.session.expired', (event) => sessionFact(event, 'closed')],
    ['charge.refunded', refundFact],
  ]),
  payment_intent: new Map([
    ['payment_intent.processing', (event) => intentFact(event, 'pending')],
    ['payment_intent.succeeded', (event) => intentFact(event, 'paid')],
    ['payment_intent.canceled', (event) => intentFact(event, 'closed')],
    ['charge.refunded', refundFact],
  ]),
};

/**
 * What an event says of a payment. The caller has verified that it is Stripe's.
 * The empty list for every other event, and for objects without a pay number of ours.
 * @throws NotificationRefused when a field is missing or wrong; the reason names it.
 */
export function paymentFacts(event: JsonObject, paidEvent: PaidEvent): PaymentFact[] {
  const fact = TRANSLATIONS[paidEvent].get(requiredText(event, 'type'))?.(event);
  return fact ? [fact] : [];
}

const isPaid = (event: JsonObject): boolean => requiredText(event, 'data.object.payment_status') === 'paid';
