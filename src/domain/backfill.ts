import type { PaymentResult } from './payment-result.ts';
import type { ResultFilter } from './result-filter.ts';
import { matchSubscribers, type Subscriber } from './subscription.ts';

/** A result as one subscriber stands to it. `isSince`: it was recorded since the moment from which the subscriber is to know. */
export type ResultForOne = { result: PaymentResult; isSince: boolean; isSubscribed: boolean; isSkipped: boolean };

/** How far a backfill is. */
export type BackfillProgress = {
  state: 'running' | 'completed' | 'cancelled';
  /** Results that were looked at. */
  looked: number;
  payments: number;
  /** Results that the subscriber is told. */
  results: number;
};

/**
 * What a subscriber takes by its settings of this moment, has not been told and is not to be told yet; a payment's results must be
 * all there. As with results of today, a refund goes only to who is told of its payment; and of a payment that was refunded in full
 * before it was told nobody hears, unless they want to hear of refunds alone.
 */
export function missedResults(
  subscriber: Subscriber,
  known: ResultForOne[],
  filter: Pick<ResultFilter, 'takes'>,
): PaymentResult[] {
  const payments = new Map<string, ResultForOne[]>();
  for (const one of known) payments.set(one.result.payNo, [...(payments.get(one.result.payNo) ?? []), one]);
  return [...payments.values()].flatMap((results) => missedOfPayment(subscriber, results, filter));
}

function missedOfPayment(subscriber: Subscriber, known: ResultForOne[], filter: Pick<ResultFilter, 'takes'>): PaymentResult[] {
  const takes = (result: PaymentResult) => matchSubscribers([subscriber], result, { filter }).subscriptions.length > 0;
  const missed = known.filter(({ result, isSince, isSubscribed }) => isSince && !isSubscribed && takes(result));
  const wantsPaid = subscriber.results === null || subscriber.results.includes('paid');
  const hasPaid = known.some(({ result, isSubscribed, isSkipped }) => result.result === 'paid' && isSubscribed && !isSkipped);
  const isRefunded = known.some(({ result }) => result.result === 'refunded');
  const getsPaid = !isRefunded && missed.some(({ result }) => result.result === 'paid');
  return missed
    .map(({ result }) => result)
    .filter(({ result }) => {
      if (result === 'closed') return true;
      return result === 'paid' ? getsPaid : !wantsPaid || hasPaid || getsPaid;
    });
}
