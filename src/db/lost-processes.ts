import type { PayRecord } from '../domain/order.ts';
import { GUARD } from '../domain/subscriber-guard.ts';
import type { Queryable } from './pool.ts';

/** A part of what a process must be there for, in the order of pay numbers or names; `next`: after which the next page begins, null: none. */
export type ProcessPage<Item> = { items: Item[]; next: string | null };

/** So many at a time: what is done with a page, a few calls to Temporal for each, takes seconds. */
const PAYMENTS_PER_PAGE = 100;

const SUBSCRIBERS_PER_PAGE = 100;

/** Most are paid. */
const PAY_RECORDS_PER_PAGE = 1_000;

/**
 * Payments of which somebody still has to hear, or a person to decide, and which must have an open run for that. What was recorded
 * within the last minute is left out: its run may be about to end.
 */
export async function listUnsettledPayments(db: Queryable, after: string): Promise<ProcessPage<string>> {
  const { rows } = await db.query<{ pay_no: string }>(
    `(select pay_no from orders.payment_results
      where settled_at is null and recorded_at < now() - interval '1 minute' and pay_no > $1
      group by pay_no order by pay_no limit $2)
     union
     (select pay_no from orders.payment_facts f
      where held_code is not null and recorded_at < now() - interval '1 minute' and pay_no > $1
        and not exists (select from orders.held_decisions d where d.fact_id = f.fact_id)
      group by pay_no order by pay_no limit $2)
     order by pay_no limit $2`,
    [after, PAYMENTS_PER_PAGE],
  );
  const items = rows.map(({ pay_no }) => pay_no);
  return { items, next: items.at(PAYMENTS_PER_PAGE - 1) ?? null };
}

type UnpaidRow = { pay_no: string; provider: string; is_unpaid: boolean };

/**
 * Pay records that nobody has paid or closed yet, and which must have a watch; without those of the last minute, and those whose
 * payment a check holds, unless a person let it count.
 */
export async function listUnpaidPayRecords(
  db: Queryable,
  after: string,
): Promise<ProcessPage<Pick<PayRecord, 'payNo' | 'provider'>>> {
  const { rows } = await db.query<UnpaidRow>(
    `select pay_no, provider, status = 'unpaid' and created_at < now() - interval '1 minute' and not exists (
       select from orders.payment_facts f left join orders.held_decisions d using (fact_id)
       where f.pay_no = p.pay_no and f.held_code is not null and d.approved is not true) as is_unpaid
     from orders.pay_records p
     where pay_no > $1
     order by pay_no limit $2`,
    [after, PAY_RECORDS_PER_PAGE],
  );
  const unpaid = rows.filter(({ is_unpaid }) => is_unpaid);
  const items = unpaid.map((row) => ({ payNo: row.pay_no, provider: row.provider }));
  return { items, next: rows.at(PAY_RECORDS_PER_PAGE - 1)?.pay_no ?? null };
}

/** Subscribers that their guard has paused, and which must have it until it resumes them. */
export async function listGuardedSubscribers(db: Queryable, after: string): Promise<ProcessPage<string>> {
  const { rows } = await db.query<{ name: string }>(
    `select name from orders.subscribers
     where removed_at is null and paused_by = $2 and name > $1
     order by name limit $3`,
    [after, GUARD, SUBSCRIBERS_PER_PAGE],
  );
  const items = rows.map(({ name }) => name);
  return { items, next: items.at(SUBSCRIBERS_PER_PAGE - 1) ?? null };
}
