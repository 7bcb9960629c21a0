import { TemporalFailure } from '@temporalio/common';
import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { CurrentSubscription, Subscription } from '../domain/subscription.ts';
import { lookAgainLater, settledResults } from './due.ts';
import { deliverAgain, openRedeliveries } from './orders.ts';
import { markRecorded, type Payment, takeAnswer } from './payment.ts';
import { supersede } from './superseded.ts';
import { withoutEnd } from './without-end.ts';

// Local first: no history event, no round trip. One try of 2 s, because a local activity that is retried through an outage
// of Postgres would hold a workflow task slot, and nobody would see it in the Web UI.
const local = proxyLocalActivities<PaymentActivities>({ startToCloseTimeout: '2s', retry: { maximumAttempts: 1 } });

const retriedForEver = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
} as const;

const regular = proxyActivities<PaymentActivities>(retriedForEver);

/** Tells Postgres what is in the inbox, and takes over what it answers. A pay number it does not know is asked for again. */
export async function recordFacts(payment: Payment, publish: () => void): Promise<void> {
  const graceIsOver = payment.lookAgain !== null && payment.lookAgain.until <= Date.now();
  const again = openRedeliveries(payment).map(({ subscription }) => subscription);
  const input = { payNo: payment.payNo, facts: [...payment.inbox], graceIsOver, ...(again.length > 0 && { again }) };
  payment.needsReload = false; // what changes from here on may not be in the answer
  const answer = await locallyFirst(
    () => local.recordPayment(input),
    () => regular.recordPayment.executeWithOptions({ summary: 'record the payment' }, [input]),
    () => {
      payment.isDelayed = true;
      publish();
    },
  );
  if (answer.outcome === 'unknown') return lookAgainLater(payment, answer.lookAgainForSeconds);
  payment.inbox.splice(0, input.facts.length);
  takeAnswer(payment, answer);
  supersede(payment, answer.unanswered);
}

/** Tells Postgres who was told by now. */
export async function recordSettled(payment: Payment, publish: () => void): Promise<void> {
  const marked = settledResults(payment);
  payment.hasNewlyParked = false; // what parks from here on is news again
  const settled = payment.deliveries.flatMap((delivery) =>
    delivery.settled && !delivery.settled.recorded ? delivery.settled : [],
  );
  const input = { payNo: payment.payNo, deliveries: settled.map(({ recorded: _, ...delivery }) => delivery) };
  await locallyFirst(
    () => local.recordDeliveries(input),
    () => regular.recordDeliveries.executeWithOptions({ summary: 'record the deliveries' }, [input]),
    publish,
  );
  markRecorded(payment, settled, marked);
}

/** Keeps a person's word on what is held; then Postgres is asked again what is to be told. */
export async function recordDecision(payment: Payment, decision: NonNullable<Payment['decision']>): Promise<void> {
  const record = () =>
    regular.decideHeld.executeWithOptions({ summary: decision.word.approve ? 'approve' : 'reject' }, [
      { payNo: payment.payNo, decision: decision.word },
    ]);
  const { refused } = await withoutEnd(record);
  if (refused) decision.refused = refused;
  else await recordFacts(payment, () => undefined);
  payment.decision = null;
}

/** Looks up what is to be delivered once more. */
export async function findRedelivery(payment: Payment): Promise<void> {
  const [order] = payment.redeliveries;
  if (!order) return;
  const { subscriber, resultId } = order;
  const input = { payNo: payment.payNo, subscriber, resultId };
  const found = await locallyFirst(
    () => local.findDelivered(input),
    () => regular.findDelivered.executeWithOptions({ summary: 'what is delivered again' }, [input]),
  );
  payment.redeliveries.shift();
  if (found) deliverAgain(payment, order, found);
  else log.warn('signal.refused', { reason: `${resultId} was not delivered to ${subscriber}, or it is gone` });
}

/** Hands over what operators must be told of, once whoever looks can see it. */
export async function announceAll(payment: Payment, publish: () => void): Promise<void> {
  publish();
  const events = [...payment.announcements];
  await locallyFirst(
    () => local.announce({ events }),
    () => regular.announce.executeWithOptions({ summary: 'tell operators' }, [{ events }]),
  );
  payment.announcements.splice(0, events.length);
}

/** The subscribers of these as they are at this moment. */
export const findCurrent = (subscriptions: Subscription[]): Promise<CurrentSubscription[]> =>
  locallyFirst(
    () => local.findCurrent({ subscriptions }),
    () => regular.findCurrent.executeWithOptions({ summary: 'how its subscribers are now' }, [{ subscriptions }]),
  );

/** Who asked for the workflow to be cancelled. */
export const findCanceller = (): Promise<string> =>
  withoutEnd(() => regular.findCanceller.executeWithOptions({ summary: 'who asked to cancel' }, []));

/**
 * Does not come back without an answer: tried once locally, then regularly, without end.
 * @param onDelay hears that it was not done at once.
 */
async function locallyFirst<Answer>(
  locally: () => Promise<Answer>,
  regularly: () => Promise<Answer>,
  onDelay: () => void = () => undefined,
): Promise<Answer> {
  try {
    return await locally();
  } catch (error) {
    // A local activity fails with what it threw, with no ActivityFailure around it; anything else is a fault of ours.
    if (!(error instanceof TemporalFailure)) throw error;
    onDelay();
    return withoutEnd(regularly);
  }
}
