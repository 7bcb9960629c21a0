import { formatMoney, sameMoney } from './money.ts';
import type { PayRecord } from './order.ts';
import { isPaying, type Payment } from './payment.ts';
import type { PaymentFact } from './payment-fact.ts';

/** Why a person must look at a fact before anybody is told of it: a code for programs, a reason in words. */
export type Held = {
  code:
    | 'pay_no_unknown'
    | 'content_differs'
    | 'provider_differs'
    | 'amount_differs'
    | 'order_closed'
    | 'order_paid_already'
    | 'other_transaction';
  reason: string;
};

/** A person's word on a held payment. */
export type HeldDecision = { approve: boolean; by: string; reason: string };

export const PAY_NO_UNKNOWN: Held = { code: 'pay_no_unknown', reason: 'no pay record has this pay number' };

export const CONTENT_DIFFERS: Held = {
  code: 'content_differs',
  reason: 'an earlier notification with the same id says something else',
};

/**
 * The checks between a genuine notification and its effect. That it is meant for our merchant and app is checked at the
 * door, that its notification id was not used for other content where it is recorded.
 * @param paidBy the fact by which this payment was paid, where one is known and trusted: from then on it says the amount.
 */
export function whyHeld(fact: PaymentFact, payment: Payment, paidBy: PaymentFact | null = null): Held | undefined {
  if (fact.provider !== payment.payRecord.provider) {
    const reason = `it is to be paid through ${payment.payRecord.provider}, and ${fact.provider} tells of it`;
    return { code: 'provider_differs', reason };
  }
  if (fact.event === 'pending' || fact.event === 'closed') return undefined;
  return (
    whyAmountDiffers(fact, payment.payRecord, paidBy) ?? (isPaying(fact) ? whyNotToBePaid(fact, payment, paidBy) : undefined)
  );
}

/**
 * Paid twice, and the second transaction given back: that refunds nothing of the payment that counts.
 * @param doubted the payment's facts that a check holds, or a person has rejected.
 */
export function whyRefundsAnother({ refund, transactionId }: PaymentFact, doubted: PaymentFact[], paidBy: PaymentFact | null) {
  if (!refund || !paidBy || paidBy.transactionId === transactionId) return undefined;
  if (!doubted.some((other) => isPaying(other) && other.transactionId === transactionId)) return undefined;
  const reason = `it refunds transaction ${transactionId}, and what counts as the payment is ${paidBy.transactionId}`;
  return { code: 'other_transaction', reason } satisfies Held;
}

function whyAmountDiffers({ amount, refund }: PaymentFact, payRecord: PayRecord, paidBy: PaymentFact | null): Held | undefined {
  const expected = paidBy?.amount ?? payRecord.amount;
  if (!sameMoney(amount, expected)) {
    const reason = `${formatMoney(expected)} was asked, the notification says ${formatMoney(amount)}`;
    return { code: 'amount_differs', reason };
  }
  if (!refund || refund.amountMinor <= amount.amountMinor) return undefined;
  const refunded = formatMoney({ ...amount, amountMinor: refund.amountMinor });
  return { code: 'amount_differs', reason: `${refunded} was refunded, of ${formatMoney(amount)}` };
}

function whyNotToBePaid(fact: PaymentFact, { order, payRecord }: Payment, paidBy: PaymentFact | null): Held | undefined {
  if (paidBy && paidBy.transactionId !== fact.transactionId) {
    const reason = `it is paid already, by transaction ${paidBy.transactionId}; this is ${fact.transactionId}`;
    return { code: 'order_paid_already', reason };
  }
  if (payRecord.status === 'closed' || order.status === 'closed') {
    return { code: 'order_closed', reason: 'paid after the order was closed' };
  }
  if (payRecord.status === 'unpaid' && order.status !== 'unpaid') {
    return { code: 'order_paid_already', reason: 'the order is paid already, through another pay record' };
  }
  return undefined;
}
