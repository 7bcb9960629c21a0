import type { Money } from './money.ts';

/** The states of a payment that subscribers must hear of. */
export type ResultKind = 'paid' | 'partially_refunded' | 'refunded' | 'closed';

/** One new state of a payment, as every subscriber is told it. `resultId` is unique within the payment. */
export type PaymentResult = {
  messageType: 'payresult_notify';
  resultId: string;
  result: ResultKind;
  payNo: string;
  orderId: string;
  orderType: string;
  /** The record of the shop that the order is for: buying a course, the choose-course record. */
  outBusinessId: string;
  userId: string;
  provider: string;
  transactionId: string;
  amount: Money;
  refundedMinor: number;
  /** When it happened at the provider, ISO 8601 in UTC. */
  occurredAt: string;
};

/**
 * The input of a subscriber's activity. `idempotencyKey` is the same over attempts, runs, resets and redeliveries:
 * a subscriber that keeps it under a unique key is told exactly once in effect.
 */
export type PaymentResultMessage = PaymentResult & { idempotencyKey: string };

/** The message that tells this subscriber this result. */
export const messageFor = (subscriber: string, result: PaymentResult): PaymentResultMessage => ({
  ...result,
  idempotencyKey: `${result.payNo}/${result.resultId}/${subscriber}`,
});
