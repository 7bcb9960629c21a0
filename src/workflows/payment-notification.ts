import { allHandlersFinished, CancellationScope, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { HeldDecision } from '../domain/held.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';
import { createAlarm } from './alarm.ts';
import { parkOnCancelRequest } from './cancelling.ts';
import { isTriedLocally } from './delivery.ts';
import { factTime, isOver, recordingTime } from './due.ts';
import { decide, remind, requireHeld } from './held.ts';
import { createLanes } from './lanes.ts';
import {
  decideHeld,
  paymentFact,
  redeliver,
  retryDelivery,
  skipDelivery,
  status,
  subscriberChanged,
  taskQueueSeen,
} from './messages.ts';
import { giveOrder } from './orders.ts';
import { newPayment, type Payment, takeFact, takeQueueNews } from './payment.ts';
import { announceAll, findRedelivery, recordDecision, recordFacts, recordSettled } from './recording.ts';
import { createPublisher, openPayment } from './view.ts';

/** `fact`: the one that it starts with, where that did not come as a signal. `carried`: what an earlier run with a long history hands on. */
export type PaymentNotificationInput = { payNo: string; fact?: PaymentFact; carried?: Payment };

export type PaymentNotificationOutcome = { outcome: 'told' | 'nothing to tell'; delivered: string[]; skipped: string[] };

/**
 * One payment, from what its provider tells us until every subscriber has heard of it. Facts come as signals. Each
 * subscriber has a lane of its own, so that no one's trouble is another's. The run is over when nothing is left to record,
 * to tell or to decide; a cancel request does not end it.
 */
export async function paymentNotification({
  payNo,
  fact,
  carried,
}: PaymentNotificationInput): Promise<PaymentNotificationOutcome> {
  const payment = { ...newPayment(payNo), ...carried }; // an older version may have carried less
  const publish = createPublisher(payment);
  const lanes = createLanes(payment);
  const alarm = createAlarm();
  if (fact) takeFact(payment, fact);
  receiveMessages(payment, publish);
  const isBeingCancelled = parkOnCancelRequest(payment);

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      if (isBeingCancelled()) await condition(() => !isBeingCancelled()); // nothing is started that is about to be parked
      lanes.start();
      const step = dueStep(payment, publish);
      if (step) {
        await step(); // at once, or it publishes what it waits for
        continue;
      }
      publish();
      if (isDone(payment)) return outcomeOf(payment);
      else if (isLong(payment)) await continueAsNew<typeof paymentNotification>({ payNo, carried: payment });
      else {
        lanes.reset();
        alarm.set(nextTime(payment));
        await condition(() => lanes.hasChanged() || alarm.hasRung() || isDone(payment) || isStepDue(payment));
      }
    }
  });
}

function receiveMessages(payment: Payment, publish: () => void): void {
  setHandler(paymentFact, (fact) => takeFact(payment, fact));
  setHandler(retryDelivery, (order) => giveOrder(payment, { ...order, kind: 'retry' }));
  setHandler(skipDelivery, (order) => giveOrder(payment, { ...order, kind: 'skip' }));
  setHandler(redeliver, (order) => void payment.redeliveries.push(order));
  setHandler(subscriberChanged, () => {
    payment.needsReload = true;
  });
  setHandler(taskQueueSeen, (news) => {
    takeQueueNews(payment, news);
    publish();
  });
  setHandler(status, () => openPayment(payment));
  const decideAndTell = async (word: HeldDecision) => {
    await CancellationScope.nonCancellable(() => decide(payment, word));
    return openPayment(payment);
  };
  setHandler(decideHeld, decideAndTell, { validator: (word) => requireHeld(payment, word) });
}

const isDue = (time: number | null): boolean => time !== null && time <= Date.now();

/** What Postgres must be asked or told now, the first thing first. */
function dueStep(payment: Payment, publish: () => void): (() => Promise<void>) | undefined {
  const { decision, redeliveries, announcements, reminder } = payment;
  if (decision) return () => recordDecision(payment, decision);
  if (isDue(factTime(payment))) return () => recordFacts(payment, publish);
  if (isDue(recordingTime(payment))) return () => recordSettled(payment, publish);
  if (redeliveries.length > 0) return () => findRedelivery(payment);
  if (announcements.length > 0) return () => announceAll(payment, publish);
  if (isDue(reminder?.at ?? null)) return async () => remind(payment);
  return undefined;
}

const isStepDue = (payment: Payment): boolean => dueStep(payment, () => undefined) !== undefined;

/** When the next step is due, if nothing happens before; `null`: none is, or something happens within this workflow task. */
function nextTime(payment: Payment): number | null {
  if (payment.deliveries.some(isTriedLocally)) return null;
  const times = [factTime(payment), recordingTime(payment), payment.reminder?.at ?? null].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** Nothing is left, and nobody waits for the answer to what they asked for. */
const isDone = (payment: Payment): boolean => isOver(payment) && allHandlersFinished();

/** The history is so long that a new one should begin, and nothing is pending that could not be carried. */
const isLong = ({ deliveries }: Payment): boolean =>
  workflowInfo().continueAsNewSuggested && allHandlersFinished() && deliveries.every(({ status }) => status !== 'pending');

function outcomeOf({ results, deliveries }: Payment): PaymentNotificationOutcome {
  const named = (wanted: string) =>
    deliveries
      .filter(({ status }) => status === wanted)
      .map(({ subscription, result }) => `${subscription.name}: ${result.result}`);
  return { outcome: results.length > 0 ? 'told' : 'nothing to tell', delivered: named('delivered'), skipped: named('skipped') };
}
