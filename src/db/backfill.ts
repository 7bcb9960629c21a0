import type { ResultForOne } from '../domain/backfill.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { Queryable } from './pool.ts';

/** A place in the order in which results were recorded. */
export type BackfillPlace = { recordedAt: string; payNo: string; resultId: string };

const RESULTS_PER_PAGE = 100;

/** A page of the results since a moment, after a place; `next`: after which the next page begins, null: there is none. */
export type BackfillPage = { payNos: string[]; looked: number; next: BackfillPlace | null };

type PlaceRow = { recorded_at: string; pay_no: string; result_id: string };

/** @param since ISO 8601. */
export async function listPaymentsSince(
  db: Queryable,
  { since, after }: { since: string; after: BackfillPlace | null },
): Promise<BackfillPage> {
  const { recordedAt, payNo, resultId } = after ?? { recordedAt: since, payNo: '', resultId: '' };
  const { rows } = await db.query<PlaceRow>(
    `select recorded_at::text, pay_no, result_id from orders.payment_results
     where (recorded_at, pay_no, result_id) > ($1::timestamptz, $2::text, $3::text)
     order by payment_results.recorded_at, pay_no, result_id limit $4`,
    [recordedAt, payNo, resultId, RESULTS_PER_PAGE],
  );
  const last = rows.at(RESULTS_PER_PAGE - 1);
  return {
    payNos: [...new Set(rows.map(({ pay_no }) => pay_no))],
    looked: rows.length,
    next: last ? { recordedAt: last.recorded_at, payNo: last.pay_no, resultId: last.result_id } : null,
  };
}

type OneRow = { message: PaymentResult; is_since: boolean; is_subscribed: boolean; is_skipped: boolean };

/** All results of these payments, in the order they came, as this subscriber stands to them. */
export async function listResultsForOne(
  db: Queryable,
  { payNos, subscriber, since }: { payNos: string[]; subscriber: string; since: string },
): Promise<ResultForOne[]> {
  const { rows } = await db.query<OneRow>(
    `select message, recorded_at >= $3 as is_since, subscriptions @> $4::jsonb as is_subscribed, exists (
       select from orders.deliveries d
       where d.pay_no = r.pay_no and d.result_id = r.result_id and d.subscriber = $2 and d.status = 'skipped') as is_skipped
     from orders.payment_results r
     where pay_no = any($1)
     order by recorded_at, result_id`,
    [payNos, subscriber, since, JSON.stringify([{ name: subscriber }])],
  );
  return rows.map((row) => ({
    result: row.message,
    isSince: row.is_since,
    isSubscribed: row.is_subscribed,
    isSkipped: row.is_skipped,
  }));
}

/** One more subscriber has to hear of these results of a payment, so that they are not settled any more; a repeat changes nothing. */
export async function subscribeLate(
  tx: Queryable,
  { payNo, resultIds, subscription }: { payNo: string; resultIds: string[]; subscription: Subscription },
): Promise<void> {
  await tx.query(
    `update orders.payment_results
     set subscriptions = subscriptions || $3::jsonb, settled_at = null, not_matched = (
       select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(not_matched) one where one ->> 'subscriber' <> $4)
     where pay_no = $1 and result_id = any($2) and not subscriptions @> $5::jsonb`,
    [payNo, resultIds, JSON.stringify([subscription]), subscription.name, JSON.stringify([{ name: subscription.name }])],
  );
}
