import type { Attempts, SettledDelivery } from '../domain/delivery.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import type { NotMatched, Subscription } from '../domain/subscription.ts';
import type { Queryable } from './pool.ts';

/** A result with who must hear of it, who need not, and who is settled already. */
export type RecordedResult = {
  result: PaymentResult;
  subscriptions: Subscription[];
  notMatched: NotMatched[];
  settled: (SettledDelivery & Attempts)[];
  /** When it was marked as settled, ISO 8601; null while somebody has to hear of it. */
  settledAt: string | null;
};

/** Keeps a result with the subscribers of this moment, once for ever: a repeat changes neither. */
export async function insertResult(
  tx: Queryable,
  { result, subscriptions, notMatched }: Omit<RecordedResult, 'settled' | 'settledAt'>,
): Promise<void> {
  await tx.query(
    `insert into orders.payment_results (pay_no, result_id, result, message, subscriptions, not_matched)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (pay_no, result_id) do nothing`,
    [
      result.payNo,
      result.resultId,
      result.result,
      JSON.stringify(result),
      JSON.stringify(subscriptions),
      JSON.stringify(notMatched),
    ],
  );
}

type ResultRow = {
  message: PaymentResult;
  subscriptions: Subscription[];
  not_matched: NotMatched[];
  deliveries: (SettledDelivery & Attempts)[];
  settled_at: Date | null;
};

/** The results of a payment in the order they came. */
export async function listResults(db: Queryable, payNo: string): Promise<RecordedResult[]> {
  const { rows } = await db.query<ResultRow>(
    `select message, subscriptions, not_matched, settled_at, (
       select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
         'resultId', d.result_id, 'subscriber', d.subscriber, 'status', d.status,
         'settledAt', to_char(d.settled_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'settledBy', d.settled_by, 'reason', d.reason, 'attempts', d.attempts, 'lastError', d.last_error))), '[]')
       from orders.deliveries d where d.pay_no = r.pay_no and d.result_id = r.result_id
     ) as deliveries
     from orders.payment_results r
     where pay_no = $1
     order by recorded_at, result_id`,
    [payNo],
  );
  return rows.map((row) => ({
    result: row.message,
    subscriptions: row.subscriptions,
    notMatched: row.not_matched,
    settled: row.deliveries,
    settledAt: row.settled_at?.toISOString() ?? null,
  }));
}
