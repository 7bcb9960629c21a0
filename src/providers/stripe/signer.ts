import Stripe from 'stripe';
import type { PaymentEvent } from '../../domain/payment-fact.ts';
import type { JsonObject } from '../json.ts';
import { simulatedRefund } from '../simulated-refund.ts';
import type { SignedNotification, Story } from '../simulator.ts';
import { stableDigits } from '../stable-digits.ts';
import type { PaidEvent } from './notification.ts';

const TYPES: Record<PaidEvent, Partial<Record<PaymentEvent, string>>> = {
  checkout: {
    pending: 'checkout.session.completed',
    paid: 'checkout.session.completed',
    closed: 'checkout.session.expired',
    partially_refunded: 'charge.refunded',
    refunded: 'charge.refunded',
  },
  payment_intent: {
    pending: 'payment_intent.processing',
    paid: 'payment_intent.succeeded',
    closed: 'payment_intent.canceled',
    partially_refunded: 'charge.refunded',
    refunded: 'charge.refunded',
  },
};

/** A realistic event. The same story has the same `id`, as a repeat by Stripe has. @throws Error for a `finished` one. */
export function stripeEvent(story: Story, paidEvent: PaidEvent = 'checkout'): JsonObject {
  const { event, payNo, amount, refund, happenedAt } = story;
  const type = TYPES[paidEvent][event];
  if (!type) throw new Error(`Stripe has no event for ${event}`);
  return {
    id: `evt_${stableDigits(24, [type, event, payNo, amount, refund])}`,
    object: 'event',
    api_version: '2026-07-29.dahlia',
    created: Math.floor(happenedAt.getTime() / 1000),
    type,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object: objectOf(type, story) },
  };
}

function objectOf(type: string, story: Story): JsonObject {
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

/** Signed at this moment over whatever text, as Stripe would. */
export function signStripeBody(body: string, secret: string, at: Date): SignedNotification {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  return { headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature }, body };
}
