import type { Queryable } from './pool.ts';

/** The place of a payment in lists, which are newest first; `at` to the microsecond. It never changes. */
export type PageKey = { at: string; payNo: string };

/** Which payments are listed: every condition that is not null. */
export type PaymentSearch = {
  state: 'held' | 'done' | null;
  /** A pay number, order, user or transaction of a provider: all of it, or from four characters on its beginning. */
  q: string | null;
  orderType: string | null;
  /** ISO 8601: those that began then or later. */
  since: string | null;
  after: PageKey | null;
  limit: number;
};

const SHORTEST_BEGINNING = 4;

/** Whoever is looked up by a number knows where it stands, also where its pay number is none of ours. */
const FOUND = `
  select p.pay_no from orders.pay_records p where p.pay_no like $6
  union select p.pay_no from orders.pay_records p join orders.orders o using (order_id) where o.order_id like $6 or o.user_id like $6
  union select f.pay_no from orders.payment_facts f where f.pay_no like $6 or f.transaction_id like $6`;

const HELD = `
  select f.pay_no from orders.payment_facts f
  where f.held_code is not null and not exists (select from orders.held_decisions d where d.fact_id = f.fact_id)`;

/** All of ours, and those of an unknown number that were held: rejected ones too. */
const ALL = `(
  select pay_no, order_id, created_at from orders.pay_records
  union all
  select f.pay_no, null, min(f.recorded_at) from orders.payment_facts f
  where f.held_code is not null and not exists (select from orders.pay_records p where p.pay_no = f.pay_no)
  group by f.pay_no)`;

/** Not only those that have a pay record of ours: a fact of an unknown number counts from when it was recorded. */
const among = (payNos: string): string => `(
  select c.pay_no, p.order_id, coalesce(p.created_at, (
    select min(f.recorded_at) from orders.payment_facts f where f.pay_no = c.pay_no)) as created_at
  from (select distinct pay_no from (${payNos}) any_of_them) c left join orders.pay_records p using (pay_no))`;

const IS_DONE = `
  exists (select from orders.payment_results r where r.pay_no = p.pay_no)
  and not exists (select from orders.payment_results r where r.pay_no = p.pay_no and r.settled_at is null)
  and p.pay_no not in (${HELD})`;

type PageRow = { pay_no: string; at: string };

/** A page of payments, newest first. */
export async function listPayNos(db: Queryable, search: PaymentSearch): Promise<PageKey[]> {
  const { state, q, orderType, since, after, limit } = search;
  const payments = q === null ? kept(state) : among(FOUND);
  const { rows } = await db.query<PageRow>(
    `select p.pay_no, to_char(p.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
     from ${payments} p left join orders.orders o using (order_id)
     where ($1::text is null or o.order_type = $1)
       and ($2::timestamptz is null or p.created_at >= $2)
       and ($3::timestamptz is null or (p.created_at, p.pay_no) < ($3, $4))
       ${state === 'done' ? `and ${IS_DONE}` : ''}
       ${state === 'held' ? `and p.pay_no in (${HELD})` : ''}
     order by p.created_at desc, p.pay_no desc
     limit $5`,
    [orderType, since, after?.at ?? null, after?.payNo ?? null, limit, ...(q === null ? [] : [patternOf(q)])],
  );
  return rows.map(({ pay_no: payNo, at }) => ({ payNo, at }));
}

/** What is done has a pay record of ours: whose number is unknown is told to nobody. */
function kept(state: PaymentSearch['state']): string {
  if (state === 'held') return among(HELD);
  return state === 'done' ? 'orders.pay_records' : ALL;
}

/** How many payments are held. */
export async function countHeld(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ held: number }>(`select count(distinct pay_no) as held from (${HELD}) held`);
  return rows[0]?.held ?? 0;
}

const patternOf = (q: string): string => q.replace(/[\\%_]/g, '\\$&') + (q.length < SHORTEST_BEGINNING ? '' : '%');
