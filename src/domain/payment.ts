import { formatMoney, sameMoney } from './money.ts';
import type { Order, PayRecord } from './order.ts';
import type { PaymentFact } from './payment-fact.ts';
import type { PaymentResult } from './payment-result.ts';

/** Why a person must look at a fact before anybody is told of it: a code for programs, a reason in words. */
export type Held = {
  code: 'pay_no_unknown' | 'content_differs' | 'amount_differs' | 'order_closed' | 'order_paid_already';
  reason: string;
};

/** An order and the pay record that a fact is about. */
export type Payment = { order: Order; payRecord: PayRecord };

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
  if (fact.event !== 'paid') return undefined;
  if (!sameMoney(fact.amount, payRecord.amount)) {
    const reason = `${formatMoney(payRecord.amount)} was asked, the notification says ${formatMoney(fact.amount)}`;
    return { code: 'amount_differs', reason };
  }
  if (payRecord.status !== 'unpaid') return undefined;
  if (order.status === 'closed') return { code: 'order_closed', reason: 'paid after the order was closed' };
  if (order.status !== 'unpaid')
    return { code: 'order_paid_already', reason: 'the order is paid already, through another pay record' };
  return undefined;
}

/**
 * What the facts of one payment add up to, whatever the order they came in. Only `paid` has an effect so far; the other
 * events are kept as facts. `undefined` while nobody has to be told anything.
 */
export function foldPayment(facts: PaymentFact[], { order, payRecord }: Payment): PaymentResult | undefined {
  const paid = facts.find((fact) => fact.event === 'paid');
  if (!paid) return undefined;
  return {
    messageType: 'payresult_notify',
    resultId: 'paid',
    result: 'paid',
    payNo: payRecord.payNo,
    orderId: order.orderId,
    orderType: order.orderType,
    outBusinessId: order.outBusinessId,
    userId: order.userId,
    provider: paid.provider,
    transactionId: paid.transactionId,
    amount: paid.amount,
    refundedMinor: 0,
    occurredAt: paid.occurredAt,
  };
}
