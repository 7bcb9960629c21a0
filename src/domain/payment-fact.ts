import type { Money } from './money.ts';

/** What a provider's notification can say of a payment, in our words. */
export type PaymentEvent = 'pending' | 'paid' | 'finished' | 'closed' | 'partially_refunded' | 'refunded';

/**
 * What one notification says, translated: never the provider's own parameters, and never the buyer's personal data.
 * It travels as a signal, so it is kept in the workflow's history and, once recorded, in `orders.payment_facts` for ever.
 */
export type PaymentFact = {
  provider: string;
  /** The provider's id of this notification; a repeat of it has the same. */
  notificationId: string;
  event: PaymentEvent;
  payNo: string;
  /** The provider's number for the payment. */
  transactionId: string;
  amount: Money;
  refund: Refund | null;
  /** When it happened at the provider, ISO 8601 in UTC. */
  occurredAt: string;
};

/**
 * `amountMinor` is in the currency of the payment, and `counts` says what it is: all that was refunded so far
 * (`cumulative`: Alipay, Stripe), or this refund alone (`each`: WeChat Pay, Standard Webhooks). What adds up to the payment is
 * a full refund, whatever the event was called: WeChat Pay's last part is `partially_refunded` too.
 */
export type Refund = { refundId: string; amountMinor: number; counts: 'cumulative' | 'each' };

/** Longer, or with control characters, no provider's numbers are; Postgres and Temporal could not keep them. */
const KEEPABLE = /^[^\p{Cc}]{1,200}$/u;

/** Which of its numbers cannot be kept, so that the fact must be refused; undefined where all can. */
export function unkeepable({ notificationId, payNo, transactionId, refund }: PaymentFact): string | undefined {
  const numbers = { notificationId, payNo, transactionId, refundId: refund?.refundId ?? 'none' };
  return Object.entries(numbers).find(([, value]) => !KEEPABLE.test(value))?.[0];
}

/**
 * The content of a fact as one string: equal for a genuine repeat, different for anything else under the same notification
 * id. Times are left out: a provider may change them when it repeats a notification.
 */
export const contentOf = (fact: PaymentFact): string =>
  JSON.stringify([
    fact.event,
    fact.payNo,
    fact.transactionId,
    fact.amount.currency,
    fact.amount.amountMinor,
    fact.refund?.refundId ?? null,
    fact.refund?.amountMinor ?? null,
  ]);
