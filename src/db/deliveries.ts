import type { Attempts, SettledDelivery } from '../domain/delivery.ts';
import type { Queryable } from './pool.ts';

/** Settled deliveries of one payment, to be kept. */
export type DeliveriesRecord = { payNo: string; deliveries: (SettledDelivery & Attempts)[] };

/**
 * Keeps who was told, when, and marks every result of the payment whose deliveries are all settled, also one that nobody
 * subscribes to. One statement; a repeat changes nothing.
 * @returns the ids of results that are not there, of which nothing could be kept: Postgres was restored from before them.
 */
export async function recordSettledDeliveries(db: Queryable, { payNo, deliveries }: DeliveriesRecord): Promise<string[]> {
  const { rows } = await db.query<{ resultId: string }>(
    `with given as (
       select *, exists (select from orders.payment_results r where r.pay_no = $1 and r.result_id = "resultId") as is_known
       from jsonb_to_recordset($2::jsonb) as d(
         "resultId" text, subscriber text, status text, attempts integer, "lastError" text,
         "settledAt" timestamptz, "settledBy" text, reason text)
     ), kept as (
       insert into orders.deliveries (pay_no, result_id, subscriber, status, attempts, last_error, settled_at, settled_by, reason)
       select $1, "resultId", subscriber, status, attempts, "lastError", "settledAt", "settledBy", reason from given
       where is_known
       on conflict (pay_no, result_id, subscriber) do nothing
     ), marked as (
       update orders.payment_results r
       set settled_at = now()
       where r.pay_no = $1 and r.settled_at is null and not exists (
         select from jsonb_array_elements(r.subscriptions) s
         where not exists (select from given g where g."resultId" = r.result_id and g.subscriber = s ->> 'name')
           and not exists (
             select from orders.deliveries d
             where d.pay_no = r.pay_no and d.result_id = r.result_id and d.subscriber = s ->> 'name')
       )
     )
     select distinct "resultId" from given where not is_known`,
    [payNo, JSON.stringify(deliveries, storable)],
  );
  return rows.map(({ resultId }) => resultId);
}

// A subscriber's error may hold what jsonb refuses: a NUL, half of a character. It must not keep what is settled from being kept.
const storable = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/[\0\p{Cs}]/gu, '\ufffd') : value;
