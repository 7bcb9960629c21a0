import type { PaymentEvent } from '../../domain/payment-fact.ts';
import type { JsonObject } from '../json.ts';
import type { Story } from '../simulator.ts';
import { stableDigits } from '../stable-digits.ts';
import type { PaidEvent } from './notification.ts';
import { objectOf } from './simulated-objects.ts';

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
