import { log } from '@temporalio/workflow';
import type { Bought, RecordPaymentAnswer } from '../activities/record-payment.ts';
import type { HeldDecision } from '../domain/held.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import type { NotMatched } from '../domain/subscription.ts';
import type { Delivery } from './delivery.ts';

/** A result that somebody has to hear of. `isMarked`: Postgres knows that it is settled. */
export type OpenResult = Pick<PaymentResult, 'resultId' | 'result'> & { notMatched: NotMatched[]; isMarked: boolean };

/** Everything a run knows of its payment. It is data, so that a continued run can carry it. */
export type Payment = {
  payNo: string;
  /** Facts that Postgres does not have yet. */
  inbox: PaymentFact[];
  /** Was Postgres asked what is open? */
  isLoaded: boolean;
  bought: Bought | null;
  provider: string | null;
  heldReason: string | null;
  /** While the pay number is unknown: when to look again, and until when. Milliseconds since 1970. */
  lookAgain: { at: number; until: number; waitMs: number } | null;
  results: OpenResult[];
  deliveries: Delivery[];
  /** Since when something is settled that Postgres does not know, in milliseconds since 1970. */
  unrecordedSince: number | null;
  hasNewlyParked: boolean;
  /** Postgres did not take a fact at once. */
  isDelayed: boolean;
  cancelledBy: string | null;
  /** What people asked for before it was known what there is to deliver. */
  earlyOrders: NonNullable<Delivery['order']>[];
  /** What a person said of what is held, until Postgres has it; `refused` is why it was not taken. */
  decision: { word: HeldDecision; refused?: string } | null;
  /** Since when it is held and when a person is reminded of it next, in milliseconds since 1970. */
  reminder: { since: number; at: number } | null;
};

/** A day: a held payment comes back to the log until somebody decides. */
export const REMIND_AFTER_MS = 24 * 60 * 60 * 1000;

export const newPayment = (payNo: string): Payment => ({
  payNo,
  inbox: [],
  isLoaded: false,
  bought: null,
  provider: null,
  heldReason: null,
  lookAgain: null,
  results: [],
  deliveries: [],
  unrecordedSince: null,
  hasNewlyParked: false,
  isDelayed: false,
  cancelledBy: null,
  earlyOrders: [],
  decision: null,
  reminder: null,
});

/** Takes over what Postgres answered: only results and deliveries that this run does not have yet are new to it. */
export function takeAnswer(payment: Payment, answer: Exclude<RecordPaymentAnswer, { outcome: 'unknown' }>): void {
  payment.isLoaded = true;
  payment.lookAgain = null;
  payment.isDelayed = false;
  payment.bought = answer.bought;
  payment.heldReason = answer.heldReason;
  payment.reminder = answer.heldReason ? (payment.reminder ?? { since: Date.now(), at: Date.now() + REMIND_AFTER_MS }) : null;
  for (const { result, subscriptions, notMatched, settled } of answer.results) {
    if (payment.results.some(({ resultId }) => resultId === result.resultId)) continue;
    payment.results.push({ resultId: result.resultId, result: result.result, notMatched, isMarked: false });
    for (const subscription of subscriptions) {
      const before = settled.find(({ subscriber }) => subscriber === subscription.name);
      const delivery: Delivery = { subscription, result, status: before?.status ?? 'pending' };
      if (before) delivery.settled = { ...before, attempts: null, recorded: true };
      if (payment.cancelledBy) delivery.parkBecause = cancelled(payment.cancelledBy);
      payment.deliveries.push(delivery);
    }
  }
  for (const order of payment.earlyOrders.splice(0)) giveOrder(payment, order);
}

const cancelled = (by: string) => ({ reason: `cancelled by ${by}`, type: 'Cancelled' });

/** Takes what a provider told. What is no fact of this payment has no effect: it can only be sent by hand. */
export function takeFact(payment: Payment, fact: PaymentFact): void {
  if (fact?.payNo === payment.payNo) {
    payment.provider ??= fact.provider;
    payment.inbox.push(fact);
  } else log.error('signal.refused', { reason: `paymentFact needs a fact of ${payment.payNo}` });
}

/** Hands a person's word to the delivery it is about. Where nothing of that subscriber is unsettled it has no effect. */
export function giveOrder(payment: Payment, order: NonNullable<Delivery['order']>): void {
  if (!payment.isLoaded) {
    payment.earlyOrders.push(order);
    return;
  }
  const delivery = currentDelivery(payment, order.subscriber);
  if (!delivery) {
    log.warn('signal.refused', { reason: `no delivery to ${order.subscriber} is unsettled` });
    return;
  }
  delivery.order = order;
  delivery.interrupt?.();
}

/** Parks whatever is being delivered, and what this run is asked to deliver later. */
export function parkAll(payment: Payment, by: string): void {
  payment.cancelledBy = by;
  for (const delivery of payment.deliveries.filter(({ status }) => status === 'pending')) {
    delivery.parkBecause = cancelled(by);
    delivery.interrupt?.();
  }
}

/** The first delivery of a subscriber that is not settled: the one that its lane is at. */
export const currentDelivery = ({ deliveries }: Payment, subscriber: string): Delivery | undefined =>
  deliveries.find(({ subscription, settled }) => subscription.name === subscriber && !settled);

/** A delivery has changed: Postgres has to hear of what settled, soon when another one parks. */
export function noteChange(payment: Payment, delivery: Delivery): void {
  if (delivery.settled) payment.unrecordedSince ??= Date.now();
  if (delivery.status === 'parked') payment.hasNewlyParked = true;
}

/** Everything of this moment is in Postgres. */
export function markRecorded(payment: Payment, settled: NonNullable<Delivery['settled']>[], marked: OpenResult[]): void {
  for (const delivery of settled) delivery.recorded = true;
  for (const result of marked) result.isMarked = true;
  const isLeft = payment.deliveries.some((delivery) => delivery.settled && !delivery.settled.recorded);
  payment.unrecordedSince = isLeft ? Date.now() : null;
}
