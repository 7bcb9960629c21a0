import type { z } from 'zod';
import type { RecordedFact } from '../db/payment-facts.ts';
import type { RecordedResult } from '../db/payment-results.ts';
import type { OpenDelivery, OpenPayment } from '../domain/delivery.ts';
import type { PaymentStatus, PayRecord } from '../domain/order.ts';
import { activityIdOf } from '../domain/temporal-names.ts';
import type { PaymentProcess } from '../temporal/payment-processes.ts';
import type { payment as paymentSchema } from './schemas.ts';

export type PaymentView = z.infer<typeof paymentSchema>;
export type DeliveryView = PaymentView['results'][number]['deliveries'][number];

/** What Postgres has of a payment, and what Temporal says of its process; `null` where it has none or is away. */
export type PaymentParts = {
  payNo: string;
  payRecord: PayRecord | undefined;
  facts: RecordedFact[];
  results: RecordedResult[];
  process: PaymentProcess | null;
  workflowUrl: string | null;
};

/** One payment: what is settled as Postgres has it, what is not as its workflow and Temporal see it. */
export function viewPayment({ payNo, payRecord, facts, results, process, workflowUrl }: PaymentParts): PaymentView {
  const open = process?.open ?? null;
  const heldReason = facts.flatMap(({ held, decision }) => (held && !decision ? held.reason : [])).join('; ') || open?.heldReason;
  const isRejected = facts.some(({ decision }) => decision && !decision.approve);
  const status = payRecord?.status ?? 'unpaid';
  return {
    payNo,
    orderId: payRecord?.orderId ?? null,
    provider: payRecord?.provider ?? facts[0]?.fact.provider ?? null,
    transactionId: payRecord?.transactionId ?? facts[0]?.fact.transactionId ?? null,
    status: shownStatus({ status, isHeld: Boolean(heldReason), isRejected }),
    amount: payRecord?.amount ?? facts[0]?.fact.amount ?? null,
    refundedMinor: payRecord?.refundedMinor ?? 0,
    ...(heldReason && { heldReason }),
    facts: facts.map(viewFact),
    results: results.map((recorded) => viewResult(recorded, process)),
    ...(open?.redeliveries?.length && { redeliveries: open.redeliveries }),
    notMatched: results.flatMap(({ result: { resultId }, notMatched }) => notMatched.map((entry) => ({ resultId, ...entry }))),
    workflow: process && { id: process.workflowId, runId: process.runId, status: process.status, url: workflowUrl },
  };
}

type Standing = { status: PaymentStatus; isHeld: boolean; isRejected: boolean };

/** What a person has to decide, or has rejected, is shown before what the accepted facts add up to, unless that is a payment. */
export function shownStatus({ status, isHeld, isRejected }: Standing): PaymentView['status'] {
  if (isHeld) return 'held';
  return isRejected && (status === 'unpaid' || status === 'closed') ? 'rejected' : status;
}

const viewFact = ({ fact, recordedAt, held, decision }: RecordedFact): PaymentView['facts'][number] => ({
  notificationId: fact.notificationId,
  event: fact.event,
  transactionId: fact.transactionId,
  amount: fact.amount,
  refund: fact.refund && { refundId: fact.refund.refundId, amountMinor: fact.refund.amountMinor },
  occurredAt: fact.occurredAt,
  recordedAt,
  ...(held && { heldReason: held.reason }),
  ...(decision && { decision }),
});

function viewResult({ result: { resultId, result }, subscriptions, settled }: RecordedResult, process: PaymentProcess | null) {
  const deliveries = subscriptions.map(({ name }): DeliveryView => {
    const done = settled.find(({ subscriber }) => subscriber === name);
    const said = findDelivery(process?.open ?? null, name, resultId);
    return done ? viewSettled(done) : viewOpen({ subscriber: name, activityId: activityIdOf(name, resultId), said }, process);
  });
  return { resultId, result, deliveries };
}

function viewSettled(done: RecordedResult['settled'][number]): DeliveryView {
  const { subscriber, status, attempts, lastError, settledAt, settledBy, reason } = done;
  return {
    subscriber,
    status,
    attempts,
    lastError: lastError ?? null,
    nextAttemptAt: null,
    deliveredAt: status === 'delivered' ? settledAt : null,
    ...(settledBy && { skipped: { by: settledBy, reason: reason ?? '' } }),
  };
}

/** `said`: the delivery as its workflow knows it. */
type Opened = { subscriber: string; activityId: string; said: OpenDelivery | undefined };

/** Not settled in Postgres: the workflow knows where it stands, the server its attempts, the history those that ended. */
export function viewOpen({ subscriber, activityId, said }: Opened, process: PaymentProcess<unknown> | null): DeliveryView {
  const ended = process?.closed.get(activityId);
  const pending = process?.status === 'RUNNING' ? process.pending.get(activityId) : undefined;
  const lastError = pending?.lastError ?? ended?.lastError ?? said?.localError ?? null;
  const locally = said?.localError === undefined ? 0 : 1;
  const attempts = process ? locally + (ended?.attempts ?? 0) + (pending?.attempts ?? 0) : null;
  const known = { subscriber, attempts, lastError, nextAttemptAt: pending?.nextAttemptAt ?? null, deliveredAt: null };
  if (pending) return { ...known, status: lastError ? 'retrying' : 'pending' };
  if (!said) return { ...known, status: 'unknown' };
  const deliveredAt = said.status === 'delivered' ? (said.settledAt ?? null) : null;
  return {
    ...known,
    status: said.status,
    deliveredAt,
    ...(said.parkedReason !== undefined && { parkedReason: said.parkedReason }),
    ...(said.failureType !== undefined && { failureType: said.failureType }),
  };
}

/** A delivery as the workflow knows it. */
const findDelivery = (open: OpenPayment | null, subscriber: string, resultId: string): OpenDelivery | undefined =>
  open?.results.find((result) => result.resultId === resultId)?.deliveries.find((delivery) => delivery.subscriber === subscriber);
