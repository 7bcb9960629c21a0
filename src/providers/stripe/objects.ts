import type { PaymentEvent, PaymentFact } from '../../domain/payment-fact.ts';
import type { JsonObject } from '../json.ts';
import { requiredCurrency, requiredMinor, requiredText, requiredUnixTime, textAt, valueAt } from '../json-fields.ts';

// Each of these is undefined for an object without a pay number of ours.

/** What a checkout session says. */
export function sessionFact(event: JsonObject, what: PaymentEvent): PaymentFact | undefined {
  // Some shops put a customer's number into client_reference_id: what is called pay_no is meant.
  const payNo = textAt(event, 'data.object.metadata.pay_no') ?? textAt(event, 'data.object.client_reference_id');
  if (payNo === undefined || requiredText(event, 'data.object.mode') !== 'payment') return undefined;
  return factOf(event, payNo, {
    event: what,
    // A session that nobody has tried to pay has no payment intent.
    transactionId: textAt(event, 'data.object.payment_intent') ?? requiredText(event, 'data.object.id'),
    amountMinor: requiredMinor(event, 'data.object.amount_total'),
    refund: null,
  });
}

/** What a payment intent says. */
export function intentFact(event: JsonObject, what: PaymentEvent): PaymentFact | undefined {
  const payNo = textAt(event, 'data.object.metadata.pay_no');
  if (payNo === undefined) return undefined;
  return factOf(event, payNo, {
    event: what,
    transactionId: requiredText(event, 'data.object.id'),
    amountMinor: requiredMinor(event, what === 'paid' ? 'data.object.amount_received' : 'data.object.amount'),
    refund: null,
  });
}

/** A charge has the metadata of its payment intent. `amount_refunded` is what was refunded in all so far. */
export function refundFact(event: JsonObject): PaymentFact | undefined {
  const payNo = textAt(event, 'data.object.metadata.pay_no');
  if (payNo === undefined) return undefined;
  const amountMinor = requiredMinor(event, 'data.object.amount_refunded');
  const chargeId = requiredText(event, 'data.object.id');
  return factOf(event, payNo, {
    event: valueAt(event, 'data.object.refunded') === true ? 'refunded' : 'partially_refunded',
    transactionId: textAt(event, 'data.object.payment_intent') ?? chargeId,
    amountMinor: requiredMinor(event, 'data.object.amount'),
    // Newest first. API versions since 2022-11-15 leave the list out: then it is named by what it brought the sum to.
    refund: {
      refundId: textAt(event, 'data.object.refunds.data.0.id') ?? `${chargeId}-${amountMinor}`,
      amountMinor,
      counts: 'cumulative',
    },
  });
}

type Said = Pick<PaymentFact, 'event' | 'transactionId' | 'refund'> & { amountMinor: number };

const factOf = (event: JsonObject, payNo: string, { amountMinor, ...said }: Said): PaymentFact => ({
  provider: 'stripe',
  notificationId: requiredText(event, 'id'),
  payNo,
  ...said,
  amount: { currency: requiredCurrency(event, 'data.object.currency'), amountMinor },
  occurredAt: requiredUnixTime(event, 'created'),
});
