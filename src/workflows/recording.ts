import { TemporalFailure } from '@temporalio/common';
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { RecordDeliveriesInput } from '../activities/record-deliveries.ts';
import type { RecordPaymentAnswer, RecordPaymentInput } from '../activities/record-payment.ts';
import { lookAgainLater, markRecorded, type Payment, settledResults, takeAnswer } from './payment.ts';

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
  const facts = [...payment.inbox];
  const graceIsOver = payment.lookAgain !== null && payment.lookAgain.until <= Date.now();
  const answer = await recordPayment({ payNo: payment.payNo, facts, graceIsOver }, () => {
    payment.isDelayed = true;
    publish();
  });
  if (answer.outcome === 'unknown') return lookAgainLater(payment, answer.lookAgainForSeconds);
  payment.inbox.splice(0, facts.length);
  takeAnswer(payment, answer);
}

async function recordPayment(input: RecordPaymentInput, onDelay: () => void): Promise<RecordPaymentAnswer> {
  try {
    return await local.recordPayment(input);
  } catch (error) {
    if (!isFailedActivity(error)) throw error;
    onDelay();
    return regular.recordPayment.executeWithOptions({ summary: 'record the payment' }, [input]);
  }
}

/** Tells Postgres who was told by now. */
export async function recordSettled(payment: Payment): Promise<void> {
  const marked = settledResults(payment);
  const settled = payment.deliveries.flatMap((delivery) =>
    delivery.settled && !delivery.settled.recorded ? delivery.settled : [],
  );
  const deliveries = settled.map(({ recorded: _, ...delivery }) => delivery);
  await recordDeliveries({ payNo: payment.payNo, deliveries });
  markRecorded(payment, settled, marked);
}

async function recordDeliveries(input: RecordDeliveriesInput): Promise<void> {
  try {
    await local.recordDeliveries(input);
  } catch (error) {
    if (!isFailedActivity(error)) throw error;
    await regular.recordDeliveries.executeWithOptions({ summary: 'record the deliveries' }, [input]);
  }
}

/** A local activity fails with what it threw, not with an ActivityFailure around it; anything else is a fault of ours. */
const isFailedActivity = (error: unknown): boolean => error instanceof TemporalFailure;

/** Who asked for the workflow to be cancelled. */
export const findCanceller = (): Promise<string> =>
  regular.findCanceller.executeWithOptions({ summary: 'who asked to cancel' }, []);
