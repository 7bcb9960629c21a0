import type { Queryable } from './pool.ts';

const PAYMENTS_PER_PAGE = 100;

/**
 * `subscribers`: of which one at least was not told yet. `from` and `until`: when that was recorded, as Postgres writes a time; `null`: from
 * the beginning, and until now. `after`: the last pay number of the page before.
 */
export type WaitingPaymentsRequest = { subscribers: string[]; from: string | null; until: string | null; after: string };

/** Payments in the order of pay numbers, none after the last page; `until` is for the next one. */
export type WaitingPayments = { payNos: string[]; until: string };

/** "Now" is five seconds ago: what is being recorded at this moment is found the next time. */
export async function listWaitingPayments(
  db: Queryable,
  { subscribers, from, until, after }: WaitingPaymentsRequest,
): Promise<WaitingPayments> {
  const { rows } = await db.query<{ pay_no: string | null; until: string }>(
    `with bounds as (select coalesce($3::timestamptz, now() - interval '5 seconds') as until)
     select waiting.pay_no, bounds.until::text
     from bounds left join lateral (
       select distinct pay_no from orders.payment_results r
       where settled_at is null and pay_no > $4 and recorded_at < bounds.until and ($2::timestamptz is null or recorded_at >= $2)
         and exists (
           select from jsonb_array_elements(subscriptions) s
           where s ->> 'name' = any($1) and not exists (
             select from orders.deliveries d
             where d.pay_no = r.pay_no and d.result_id = r.result_id and d.subscriber = s ->> 'name'))
       order by pay_no limit $5) waiting on true
     order by waiting.pay_no`,
    [subscribers, from, until, after, PAYMENTS_PER_PAGE],
  );
  return { payNos: rows.flatMap(({ pay_no }) => pay_no ?? []), until: rows[0]?.until ?? '' };
}
