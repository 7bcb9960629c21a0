import type { Money } from '../domain/money.ts';
import type { PaymentStatus } from '../domain/order.ts';
import type { Queryable } from './pool.ts';

/** A payment in one row of a list, as Postgres knows it. What comes from its order is null where its number is none of ours. */
export type PaymentSummary = {
  payNo: string;
  orderId: string | null;
  orderType: string | null;
  userId: string | null;
  title: string | null;
  provider: string | null;
  transactionId: string | null;
  amount: Money | null;
  refundedMinor: number;
  status: PaymentStatus;
  heldReason: string | null;
  isRejected: boolean;
  /** How many results it has, and how many of them are not settled. */
  results: number;
  unsettled: number;
  createdAt: string | null;
  /** When Postgres last heard something new of it. */
  updatedAt: string | null;
};

type SummaryRow = {
  pay_no: string;
  order_id: string | null;
  order_type: string | null;
  user_id: string | null;
  title: string | null;
  provider: string | null;
  transaction_id: string | null;
  currency: string | null;
  amount_minor: number | null;
  refunded_minor: number | null;
  status: PaymentStatus | null;
  held_reason: string | null;
  is_rejected: boolean | null;
  results: number;
  unsettled: number;
  created_at: Date | null;
  updated_at: Date | null;
};

const toSummary = (row: SummaryRow): PaymentSummary => ({
  payNo: row.pay_no,
  orderId: row.order_id,
  orderType: row.order_type,
  userId: row.user_id,
  title: row.title,
  provider: row.provider,
  transactionId: row.transaction_id,
  amount: row.currency === null ? null : { currency: row.currency, amountMinor: row.amount_minor ?? 0 },
  refundedMinor: row.refunded_minor ?? 0,
  status: row.status ?? 'unpaid',
  heldReason: row.held_reason,
  isRejected: row.is_rejected ?? false,
  results: row.results,
  unsettled: row.unsettled,
  createdAt: row.created_at?.toISOString() ?? null,
  updatedAt: row.updated_at?.toISOString() ?? null,
});

/** These payments, in this order; one that Postgres has never heard of has nothing but its number. */
export async function listPaymentSummaries(db: Queryable, payNos: string[]): Promise<PaymentSummary[]> {
  const { rows } = await db.query<SummaryRow>(
    `select given.pay_no, p.order_id, o.order_type, o.user_id, o.title, p.refunded_minor, p.status,
       coalesce(p.provider, f.provider) as provider, coalesce(p.transaction_id, f.transaction_id) as transaction_id,
       coalesce(p.currency, f.currency) as currency, coalesce(p.amount_minor, f.amount_minor) as amount_minor,
       f.held_reason, f.is_rejected, r.results, r.unsettled,
       coalesce(p.created_at, f.first_at) as created_at, greatest(p.created_at, f.last_at, r.last_at) as updated_at
     from unnest($1::text[]) with ordinality as given (pay_no, place)
     left join orders.pay_records p using (pay_no)
     left join orders.orders o using (order_id)
     cross join lateral (
       select (array_agg(provider order by fact_id))[1] as provider,
         (array_agg(transaction_id order by fact_id))[1] as transaction_id,
         (array_agg(currency order by fact_id))[1] as currency, (array_agg(amount_minor order by fact_id))[1] as amount_minor,
         string_agg(held_reason, '; ' order by fact_id) filter (where d.fact_id is null) as held_reason,
         bool_or(not d.approved) as is_rejected,
         min(recorded_at) as first_at, greatest(max(recorded_at), max(d.decided_at)) as last_at
       from orders.payment_facts left join orders.held_decisions d using (fact_id)
       where payment_facts.pay_no = given.pay_no) f
     cross join lateral (
       select count(*) as results, count(*) filter (where settled_at is null) as unsettled,
         greatest(max(recorded_at), max(settled_at)) as last_at
       from orders.payment_results where payment_results.pay_no = given.pay_no) r
     order by place`,
    [payNos],
  );
  return rows.map(toSummary);
}
