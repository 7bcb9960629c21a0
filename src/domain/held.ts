import { formatMoney, sameMoney } from './money.ts';
import { isPaying, type Payment } from './payment.ts';
import type { PaymentFact } from './payment-fact.ts';

/** Why a person must look at a fact before anybody is told of it: a code for programs, a reason in words. */
export type Held = {
  code: 'pay_no_unknown' | 'content_differs' | 'amount_differs' | 'order_closed' | 'order_paid_already';
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
 */
export function whyHeld(fact: PaymentFact, { order, payRecord }: Payment): Held | undefined {
  if (!isPaying(fact)) return undefined;
  if (!sameMoney(fact.amount, payRecord.amount)) {
    const reason = `${formatMoney(payRecord.amount)} was asked, the notification says ${formatMoney(fact.amount)}`;
    return { code: 'amount_differs', reason };
  }
  if (payRecord.status === 'closed' || order.status === 'closed') {
    return { code: 'order_closed', reason: 'paid after the order was closed' };
  }
  if (payRecord.status === 'unpaid' && order.status !== 'unpaid') {
    return { code: 'order_paid_already', reason: 'the order is paid already, through another pay record' };
  }
  return undefined;
}
