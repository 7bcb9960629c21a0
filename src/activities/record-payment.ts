import { activityInfo, log } from '@temporalio/activity';
import type { Database, Statements } from '../db/database.ts';
import type { RecordedFact } from '../db/payment-facts.ts';
import type { RecordedResult } from '../db/payment-results.ts';
import type { Order } from '../domain/order.ts';
import { foldPayment, newResults, type Payment } from '../domain/payment.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import {
  type CurrentSubscription,
  currentSubscriptions,
  matchSubscribers,
  type Subscriber,
  type Subscription,
  type ToldPaid,
} from '../domain/subscription.ts';
import type { WorkflowHistory } from '../temporal/workflow-history.ts';
import { checkFacts, isOfSomePayment, keepFacts, trusted } from './check-facts.ts';
import { createFilter } from './filter.ts';

/** `graceIsOver`: a pay number that is still unknown will stay so; before, it may be our own commit that is late. */
export type RecordPaymentInput = {
  payNo: string;
  facts: PaymentFact[];
  graceIsOver: boolean;
  /** Of what is being delivered once more. */
  again?: Subscription[];
};

export type RecordPaymentAnswer =
  /** Nothing was recorded: the pay number is not known (yet). */
  | { outcome: 'unknown'; lookAgainForSeconds: number }
  /** `duplicate`: known, and all settled. The results are all those that are not settled, whoever recorded them. */
  | {
      outcome: 'recorded' | 'duplicate';
      bought: Bought | null;
      heldReason: string | null;
      results: OpenResult[];
      current?: CurrentSubscription[];
      /** Refunded in full before everybody was told: the ids of activities that reached their subscriber and got no answer. */
      unanswered?: string[];
    };

/** Its subscriptions have the settings of this moment, whenever they were recorded. */
type OpenResult = Omit<RecordedResult, 'subscriptions'> & { subscriptions: CurrentSubscription[] };

/** What the payment is for: null while its pay number is unknown. */
export type Bought = Pick<Order, 'orderId' | 'orderType' | 'title' | 'amount'>;

type Dependencies = { database: Database; history: Pick<WorkflowHistory, 'unanswered'>; unknownPaymentGraceSeconds: number };

const filter = createFilter({ onFailure: (failure) => log.warn('filter.failed', failure) });

/**
 * Records what the provider told, checks it, and answers with every result that somebody still has to hear of. One
 * transaction. Asked again, after a crash, a reset or a repeat, it gives the same answer again, until all is settled.
 */
export const createRecordPayment =
  (dependencies: Dependencies) =>
  async (input: RecordPaymentInput): Promise<RecordPaymentAnswer> => {
    const answer = await record(dependencies, input);
    if (answer.outcome === 'unknown') return answer;
    const untold = new Set(answer.results.map(({ result: { result } }) => result));
    if (!untold.has('paid') || !untold.has('refunded')) return answer;
    const { workflowExecution } = activityInfo();
    return { ...answer, unanswered: workflowExecution ? await dependencies.history.unanswered(workflowExecution) : [] };
  };

function record(
  { database, unknownPaymentGraceSeconds }: Dependencies,
  { payNo, facts, graceIsOver, again = [] }: RecordPaymentInput,
): Promise<RecordPaymentAnswer> {
  return database.inTransaction(async (tx) => {
    const payment = await tx.lockPayment(payNo);
    if (!payment && !graceIsOver && facts.some(isOfSomePayment)) {
      return { outcome: 'unknown', lookAgainForSeconds: unknownPaymentGraceSeconds };
    }
    // In one round trip; Postgres does them in this order.
    const [{ news, recorded }, told, subscribers] = await Promise.all([
      keepFacts(tx, { payNo, facts }),
      tx.listResults(payNo),
      tx.listSubscribers(),
    ]);
    await checkFacts(tx, { payNo, payment, news, recorded });
    if (payment) await recordState(tx, { payment, recorded, told, subscribers });
    const heldReason = recorded.flatMap(({ held, decision }) => (held && !decision ? held.reason : [])).join('; ') || null;
    const results = told.filter(({ settledAt }) => settledAt === null).map((result) => asItIsNow(result, subscribers));
    const outcome = news.size > 0 || heldReason || results.length > 0 ? 'recorded' : 'duplicate';
    const current = currentSubscriptions(again, subscribers);
    return { outcome, bought: payment ? bought(payment.order) : null, heldReason, results, current };
  });
}

const bought = ({ orderId, orderType, title, amount }: Order): Bought => ({ orderId, orderType, title, amount });

/** Told by the settings of this moment. */
const asItIsNow = (result: RecordedResult, subscribers: Subscriber[]): OpenResult => ({
  ...result,
  subscriptions: currentSubscriptions(result.subscriptions, subscribers),
});

type Recording = { payment: Payment; recorded: RecordedFact[]; told: RecordedResult[]; subscribers: Subscriber[] };

/** Folds what is not held into the payment's state; new results are kept with the subscribers of this moment, and join `told`. */
async function recordState(tx: Statements, { payment, recorded, told, subscribers }: Recording): Promise<void> {
  const { payNo, orderId, status, refundedMinor } = payment.payRecord;
  const facts = trusted(recorded);
  const state = foldPayment(facts);
  // A repeat changes neither: it writes nothing.
  const isChange = state.status !== status || state.refundedMinor !== refundedMinor;
  const [, orderStatus] = isChange ? await Promise.all([tx.setPayRecordState(payNo, state), tx.updateOrderStatus(orderId)]) : [];
  const toldBefore = new Map(told.map(({ result }) => [result.resultId, result.refundedMinor]));
  for (const result of newResults(facts, payment, toldBefore)) {
    // While another pay record of the order is paid, or can be, only this attempt to pay is closed: nobody is told that.
    if (result.result !== 'closed' || orderStatus === 'closed') told.push(await recordResult(tx, { result, told, subscribers }));
  }
}

type Telling = { result: PaymentResult; told: RecordedResult[]; subscribers: Subscriber[] };

async function recordResult(tx: Statements, { result, told, subscribers }: Telling): Promise<RecordedResult> {
  const isRefund = result.result === 'partially_refunded' || result.result === 'refunded';
  const matched = matchSubscribers(subscribers, result, { filter, ...(isRefund && { paid: toldPaid(told) }) });
  await tx.insertResult({ result, ...matched });
  const { payNo, resultId } = result;
  if (matched.subscriptions.length === 0) log.warn('result.unhandled', { payNo, resultId });
  log.info('payment.recorded', { payNo, resultId, subscribers: matched.subscriptions.map(({ name }) => name) });
  return { result, ...matched, settled: [], settledAt: null };
}

function toldPaid(before: RecordedResult[]): ToldPaid {
  const paid = before.find(({ result }) => result.result === 'paid');
  return {
    subscribers: (paid?.subscriptions ?? []).map(({ name }) => name),
    skipped: (paid?.settled ?? []).filter(({ status }) => status === 'skipped').map(({ subscriber }) => subscriber),
  };
}
