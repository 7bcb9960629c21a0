import { log, uuid4 } from '@temporalio/workflow';
import type { Bought, RecordPaymentAnswer } from '../activities/record-payment.ts';
import { PAUSED, type RedeliveryOrder } from '../domain/delivery.ts';
import type { HeldDecision } from '../domain/held.ts';
import type { OperatorEvent } from '../domain/operator-event.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import type { CurrentSubscription, NotMatched } from '../domain/subscription.ts';
import type { Delivery } from './delivery.ts';
import { giveOrder, openRedeliveries } from './orders.ts';
import { cancelled, giveUp, newDelivery, takeSettings } from './settings.ts';

/** A result that somebody has to hear of. `isMarked`: Postgres knows that it is settled. */
export type OpenResult = Pick<PaymentResult, 'resultId' | 'result'> & { notMatched: NotMatched[]; isMarked: boolean };

/** Everything a run knows of its payment. It is data, so that a continued run can carry it. */
export type Payment = {
  payNo: string;
  /** Facts that Postgres does not have yet. */
  inbox: PaymentFact[];
  /** Was Postgres asked what is open? */
  isLoaded: boolean;
  /** A subscriber has changed since Postgres was asked. */
  needsReload: boolean;
  /** When Postgres was asked last, in milliseconds since 1970. */
  loadedAt: number;
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
  /** Task queues that nobody polls, as far as this run was told, and since when it knows: milliseconds since 1970. */
  unpolled: { taskQueue: string; since: number }[];
  cancelledBy: string | null;
  /** What people asked for before it was known what there is to deliver. */
  earlyOrders: NonNullable<Delivery['order']>[];
  /** What is to be delivered once more, and is not looked up yet. */
  redeliveries: RedeliveryOrder[];
  /** What operators must be told of. */
  announcements: OperatorEvent[];
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
  needsReload: false,
  loadedAt: 0,
  bought: null,
  provider: null,
  heldReason: null,
  lookAgain: null,
  results: [],
  deliveries: [],
  unrecordedSince: null,
  hasNewlyParked: false,
  isDelayed: false,
  unpolled: [],
  cancelledBy: null,
  earlyOrders: [],
  redeliveries: [],
  announcements: [],
  decision: null,
  reminder: null,
});

type KnownAnswer = Exclude<RecordPaymentAnswer, { outcome: 'unknown' }>;

/** Takes over what Postgres answered: results and deliveries that this run does not have yet, and changed subscribers. */
export function takeAnswer(payment: Payment, answer: KnownAnswer): void {
  payment.isLoaded = true;
  payment.lookAgain = null;
  payment.isDelayed = false;
  payment.bought = answer.bought;
  takeHeld(payment, answer.heldReason);
  payment.loadedAt = Date.now();
  for (const recorded of answer.results) takeResult(payment, recorded);
  takeCurrent(payment, answer.current ?? []);
  for (const order of payment.earlyOrders.splice(0)) giveOrder(payment, order);
}

/** What is delivered once more is settled for Postgres: its subscribers' settings come apart from the results. */
function takeCurrent(payment: Payment, current: CurrentSubscription[]): void {
  for (const delivery of openRedeliveries(payment)) {
    const found = current.find(({ name }) => name === delivery.subscription.name);
    if (found) takeSettings(delivery, found);
  }
}

function takeHeld(payment: Payment, heldReason: string | null): void {
  if (heldReason && heldReason !== payment.heldReason)
    announce(payment, { event: 'payment.held', subscriber: null, reason: heldReason });
  payment.heldReason = heldReason;
  payment.reminder = heldReason ? (payment.reminder ?? { since: Date.now(), at: Date.now() + REMIND_AFTER_MS }) : null;
}

function takeResult(payment: Payment, { result, subscriptions, notMatched, settled }: KnownAnswer['results'][number]): void {
  const { resultId } = result;
  const open = payment.results.find((one) => one.resultId === resultId);
  if (open) Object.assign(open, { notMatched, isMarked: false });
  else payment.results.push({ resultId, result: result.result, notMatched, isMarked: false });
  if (!open && subscriptions.length === 0) {
    announce(payment, { event: 'result.unhandled', subscriber: null, reason: `nobody subscribes to ${resultId}` });
  }
  for (const subscription of subscriptions) {
    const known = payment.deliveries.find((one) => !one.again && isOf(one, subscription.name, resultId));
    if (known) takeSettings(known, subscription);
    else payment.deliveries.push(begin(payment, { result, settled, subscription }));
  }
}

type Beginning = Pick<KnownAnswer['results'][number], 'result' | 'settled'> & { subscription: CurrentSubscription };

function begin({ cancelledBy }: Payment, { result, settled, subscription: current }: Beginning): Delivery {
  const { pausedBy, removed, ...subscription } = current;
  const before = settled.find(({ subscriber }) => subscriber === subscription.name);
  const parkBecause = cancelledBy ? cancelled(cancelledBy) : undefined;
  const delivery = newDelivery({ result, subscription, pausedBy, before, parkBecause });
  if (removed) giveUp(delivery);
  return delivery;
}

const isOf = ({ subscription, result }: Delivery, subscriber: string, resultId: string): boolean =>
  subscription.name === subscriber && result.resultId === resultId;

/** Operators are told of it, by a process of its own. */
function announce(payment: Payment, event: Pick<OperatorEvent, 'event' | 'subscriber' | 'reason'>): void {
  const { payNo } = payment;
  const occurredAt = new Date().toISOString();
  // What is held or unhandled is so in every run of the payment, and told once; what parks does so each time anew.
  const eventId = event.event === 'delivery.parked' ? uuid4() : `${payNo}/${event.event}/${event.reason}`.slice(0, 500);
  payment.announcements.push({ messageType: 'operator_event', eventId, payNo, occurredAt, ...event });
}

/** Takes what a provider told. What is no fact of this payment has no effect: it can only be sent by hand. */
export function takeFact(payment: Payment, fact: PaymentFact): void {
  if (fact?.payNo === payment.payNo) {
    payment.provider ??= fact.provider;
    payment.inbox.push(fact);
  } else log.error('signal.refused', { reason: `paymentFact needs a fact of ${payment.payNo}` });
}

/** Takes what was seen of a task queue. It is shown, and changes nothing else. */
export function takeQueueNews(payment: Payment, { taskQueue, isPolled }: { taskQueue: string; isPolled: boolean }): void {
  const isKnown = payment.unpolled.some((one) => one.taskQueue === taskQueue);
  if (isPolled) payment.unpolled = payment.unpolled.filter((one) => one.taskQueue !== taskQueue);
  else if (!isKnown) payment.unpolled.push({ taskQueue, since: Date.now() });
}

/** A delivery has changed: Postgres has to hear of what settled, soon when another one parks, and operators of that. */
export function noteChange(payment: Payment, delivery: Delivery): void {
  const { settled, status, failure, subscription, result } = delivery;
  if (settled && !settled.recorded) payment.unrecordedSince ??= Date.now();
  if (status !== 'parked' || !failure) return;
  payment.hasNewlyParked = true;
  // Whoever pauses a subscriber says so once, not once a payment.
  if (failure.type === PAUSED) return;
  const reason = `${result.result}: ${failure.reason}`;
  announce(payment, { event: 'delivery.parked', subscriber: subscription.name, reason });
}

/** Everything of this moment is in Postgres. */
export function markRecorded(payment: Payment, settled: NonNullable<Delivery['settled']>[], marked: OpenResult[]): void {
  for (const delivery of settled) delivery.recorded = true;
  for (const result of marked) result.isMarked = true;
  const isLeft = payment.deliveries.some((delivery) => delivery.settled && !delivery.settled.recorded);
  payment.unrecordedSince = isLeft ? Date.now() : null;
}
