import type { Order, PaymentStatus, PayRecord } from './order.ts';
import type { PaymentFact, Refund } from './payment-fact.ts';
import type { PaymentResult, ResultKind } from './payment-result.ts';

/** An order and the pay record that a fact is about. */
export type Payment = { order: Order; payRecord: PayRecord };

/** What the facts of one payment add up to. `paidBy` is the fact that says so, where one does. */
export type PaymentState = { status: PaymentStatus; paidBy: PaymentFact | null; refundedMinor: number };

/** Did money come in? `finished` is Alipay's "can no longer be refunded", and may be its only word. */
export const isPaying = ({ event }: PaymentFact): boolean => event === 'paid' || event === 'finished';

/**
 * Adds facts up by what they say, never by when they came: in any order, and however often each, they give the same state.
 * A refund counts once a fact says that there was a payment; a closing counts only while none does.
 */
export function foldPayment(facts: PaymentFact[]): PaymentState {
  const paidBy = facts.filter(isPaying).sort(bySaying).at(0) ?? null;
  if (!paidBy) return { status: facts.some(({ event }) => event === 'closed') ? 'closed' : 'unpaid', paidBy, refundedMinor: 0 };
  const paidMinor = paidBy.amount.amountMinor;
  const refundedMinor = Math.min(paidMinor, totalRefunded(facts));
  if (refundedMinor === 0) return { status: 'paid', paidBy, refundedMinor };
  return { status: refundedMinor === paidMinor ? 'refunded' : 'partially_refunded', paidBy, refundedMinor };
}

/** The plain word for a payment before `finished`, then the earlier one; the id decides between equals. */
const bySaying = (a: PaymentFact, b: PaymentFact): number =>
  Number(a.event === 'finished') - Number(b.event === 'finished') ||
  a.occurredAt.localeCompare(b.occurredAt) ||
  a.notificationId.localeCompare(b.notificationId);

function totalRefunded(facts: PaymentFact[]): number {
  const refunds = facts.flatMap(({ refund }) => refund ?? []);
  const largest = Math.max(0, ...refunds.filter(({ counts }) => counts === 'cumulative').map(({ amountMinor }) => amountMinor));
  const each = new Map<string, number>();
  for (const { counts, refundId, amountMinor } of refunds) {
    if (counts === 'each') each.set(refundId, Math.max(amountMinor, each.get(refundId) ?? 0));
  }
  return Math.max(
    largest,
    [...each.values()].reduce((sum, amountMinor) => sum + amountMinor, 0),
  );
}

/**
 * The results that these facts add to those told before, in the order in which they are to be told: `paid` first, then
 * refunds. One that is overtaken, a partial refund before the full one, may be left out; the final one never is.
 * @param told the ids of those, each with what it said to be refunded.
 */
export function newResults(facts: PaymentFact[], payment: Payment, told: ReadonlyMap<string, number>): PaymentResult[] {
  const state = foldPayment(facts);
  return candidates(facts, state)
    .map((candidate) => ({ ...candidate, resultId: idOf(candidate, told, state) }))
    .filter(({ resultId }) => !told.has(resultId))
    .map((candidate) => toResult(candidate, payment, state));
}

/** A cumulative figure that has grown under an id that was told before (Alipay repeats one where the shop gave none). */
function idOf({ resultId, result, fact }: Candidate, told: ReadonlyMap<string, number>, { refundedMinor }: PaymentState): string {
  const isCumulative = result === 'partially_refunded' && fact.refund?.counts === 'cumulative';
  const hasGrown = isCumulative && (told.get(resultId) ?? refundedMinor) < refundedMinor;
  return hasGrown ? `${resultId}-${refundedMinor}` : resultId;
}

type Candidate = { resultId: string; result: ResultKind; fact: PaymentFact };

function candidates(facts: PaymentFact[], { status, paidBy }: PaymentState): Candidate[] {
  const closed = facts
    .filter(({ event }) => event === 'closed')
    .sort(bySaying)
    .at(0);
  if (!paidBy) return closed ? [{ resultId: 'closed', result: 'closed', fact: closed }] : [];
  const paid: Candidate = { resultId: 'paid', result: 'paid', fact: paidBy };
  const refunds = refundFacts(facts);
  const last = refunds.at(-1);
  if (status === 'refunded' && last) return [paid, { resultId: 'refunded', result: 'refunded', fact: last.fact }];
  const partial = refunds.map(({ fact, refund }): Candidate => {
    return { resultId: `partially_refunded/${refund.refundId}`, result: 'partially_refunded', fact };
  });
  return status === 'partially_refunded' ? [paid, ...partial] : [paid];
}

/** Every refund that counts for itself, and of the cumulative ones the largest: it says what the smaller ones said. */
function refundFacts(facts: PaymentFact[]): { fact: PaymentFact; refund: Refund }[] {
  const all = facts.flatMap((fact) => (fact.refund && fact.refund.amountMinor > 0 ? [{ fact, refund: fact.refund }] : []));
  const inOrder = all.sort((a, b) => bySaying(a.fact, b.fact));
  const largest = inOrder
    .filter(({ refund }) => refund.counts === 'cumulative')
    .reduce<(typeof all)[number] | undefined>(
      (most, one) => (one.refund.amountMinor > (most?.refund.amountMinor ?? 0) ? one : most),
      undefined,
    );
  const each = new Map(inOrder.filter(({ refund }) => refund.counts === 'each').map((one) => [one.refund.refundId, one]));
  return [...each.values(), ...(largest ? [largest] : [])];
}

function toResult({ resultId, result, fact }: Candidate, { order, payRecord }: Payment, state: PaymentState): PaymentResult {
  return {
    messageType: 'payresult_notify',
    resultId,
    result,
    payNo: payRecord.payNo,
    orderId: order.orderId,
    orderType: order.orderType,
    outBusinessId: order.outBusinessId,
    userId: order.userId,
    provider: fact.provider,
    transactionId: (state.paidBy ?? fact).transactionId,
    amount: (state.paidBy ?? fact).amount,
    refundedMinor: result === 'paid' ? 0 : state.refundedMinor,
    occurredAt: fact.occurredAt,
  };
}
