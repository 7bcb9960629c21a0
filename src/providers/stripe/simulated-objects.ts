import type { JsonObject } from '../json.ts';
import { simulatedRefund } from '../simulated-refund.ts';
import type { Story } from '../simulator.ts';
import { stableDigits } from '../stable-digits.ts';

/** The object that an event of this type is about, as far as it is read, and with what it says about the buyer. */
export function objectOf(type: string, story: Story): JsonObject {
  const { payNo, amount } = story;
  const common = { currency: amount.currency.toLowerCase(), metadata: { pay_no: payNo }, livemode: false };
  if (type === 'charge.refunded') return { ...common, ...chargeOf(story) };
  if (type.startsWith('checkout.session')) return { ...common, ...sessionOf(story) };
  return { ...common, ...intentOf(story) };
}

/** What an event says of each; common to all is what `objectOf` adds. */
export function sessionOf({ event, payNo, amount }: Story): JsonObject {
  return {
    id: `cs_test_${stableDigits(24, ['session', payNo])}`,
    object: 'checkout.session',
    mode: 'payment',
    status: event === 'closed' ? 'expired' : 'complete',
    payment_status: event === 'paid' ? 'paid' : 'unpaid',
    payment_intent: event === 'closed' ? null : intentId(payNo),
    client_reference_id: payNo,
    amount_subtotal: amount.amountMinor,
    amount_total: amount.amountMinor,
    customer_details: { email: 'student@example.com', name: 'A Student' },
  };
}

export function intentOf({ event, payNo, amount }: Story): JsonObject {
  return {
    id: intentId(payNo),
    object: 'payment_intent',
    status: { paid: 'succeeded', closed: 'canceled' }[String(event)] ?? 'processing',
    amount: amount.amountMinor,
    amount_received: event === 'paid' ? amount.amountMinor : 0,
    receipt_email: 'student@example.com',
  };
}

export function chargeOf(story: Story): JsonObject {
  const { event, payNo, amount } = story;
  const { refundId, amountMinor } = simulatedRefund(story);
  return {
    id: `ch_${stableDigits(24, ['charge', payNo])}`,
    object: 'charge',
    payment_intent: intentId(payNo),
    amount: amount.amountMinor,
    amount_captured: amount.amountMinor,
    amount_refunded: amountMinor,
    refunded: event === 'refunded',
    refunds: { object: 'list', data: [{ id: refundId, object: 'refund' }], has_more: false },
    billing_details: { email: 'student@example.com', name: 'A Student' },
  };
}

const intentId = (payNo: string): string => `pi_${stableDigits(24, [payNo])}`;
