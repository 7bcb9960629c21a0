import type { Held, HeldDecision } from '../domain/held.ts';
import { contentOf, type PaymentEvent, type PaymentFact, type Refund } from '../domain/payment-fact.ts';
import type { Queryable } from './pool.ts';

/** A fact as it is kept, with what a check said of it, and what a person said of that. */
export type RecordedFact = {
  factId: number;
  fact: PaymentFact;
  recordedAt: string;
  held: Held | null;
  decision: HeldDecision | null;
  /** Its notification's id was used before, by a fact that says something else (of whichever payment). */
  contentDiffers: boolean;
};

type FactRow = {
  fact_id: number;
  provider: string;
  notification_id: string;
  pay_no: string;
  event: PaymentEvent;
  transaction_id: string;
  currency: string;
  amount_minor: number;
  refund_id: string | null;
  refund_minor: number | null;
  refund_counts: Refund['counts'] | null;
  occurred_at: Date;
  recorded_at: Date;
  held_code: Held['code'] | null;
  held_reason: string | null;
  approved: boolean | null;
  decided_by: string | null;
  decision_reason: string | null;
  content_differs: boolean;
};

const toFact = (row: FactRow): RecordedFact => ({
  factId: row.fact_id,
  fact: {
    provider: row.provider,
    notificationId: row.notification_id,
    event: row.event,
    payNo: row.pay_no,
    transactionId: row.transaction_id,
    amount: { currency: row.currency, amountMinor: row.amount_minor },
    refund:
      row.refund_id === null
        ? null
        : { refundId: row.refund_id, amountMinor: row.refund_minor ?? 0, counts: row.refund_counts ?? 'each' },
    occurredAt: row.occurred_at.toISOString(),
  },
  recordedAt: row.recorded_at.toISOString(),
  held: row.held_code === null ? null : { code: row.held_code, reason: row.held_reason ?? '' },
  decision: row.approved === null ? null : { approve: row.approved, by: row.decided_by ?? '', reason: row.decision_reason ?? '' },
  contentDiffers: row.content_differs,
});

/** Keeps a fact, once for ever, and gives its number. `undefined`: it is known already, and nothing is changed. */
export async function insertFact(tx: Queryable, fact: PaymentFact): Promise<number | undefined> {
  const { rows } = await tx.query<{ fact_id: number }>(
    `insert into orders.payment_facts
       (provider, notification_id, content, pay_no, event, transaction_id, currency, amount_minor, refund_id, refund_minor, occurred_at,
        refund_counts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (provider, notification_id, content) do nothing
     returning fact_id`,
    [
      fact.provider,
      fact.notificationId,
      contentOf(fact),
      fact.payNo,
      fact.event,
      fact.transactionId,
      fact.amount.currency,
      fact.amount.amountMinor,
      fact.refund?.refundId ?? null,
      fact.refund?.amountMinor ?? null,
      fact.occurredAt,
      fact.refund?.counts ?? null,
    ],
  );
  return rows[0]?.fact_id;
}

/** Every fact of a payment, in the order they were recorded. */
export async function listFacts(db: Queryable, payNo: string): Promise<RecordedFact[]> {
  const { rows } = await db.query<FactRow>(
    `select f.fact_id, f.provider, f.notification_id, f.pay_no, f.event, f.transaction_id, f.currency, f.amount_minor, f.refund_id,
       f.refund_minor, f.refund_counts, f.occurred_at, f.recorded_at, f.held_code, f.held_reason,
       d.approved, d.decided_by, d.reason as decision_reason, exists (
         select from orders.payment_facts before
         where before.provider = f.provider and before.notification_id = f.notification_id and before.fact_id < f.fact_id
       ) as content_differs
     from orders.payment_facts f left join orders.held_decisions d using (fact_id)
     where pay_no = $1 order by fact_id`,
    [payNo],
  );
  return rows.map(toFact);
}

/** Holds a fact for a person, or lets go of it again (`null`). */
export async function setHeld(tx: Queryable, factId: number, held: Held | null): Promise<void> {
  await tx.query('update orders.payment_facts set held_code = $2, held_reason = $3 where fact_id = $1', [
    factId,
    held?.code ?? null,
    held?.reason ?? null,
  ]);
}

/** Keeps a person's word on a held fact; the first one counts. */
export async function insertDecision(tx: Queryable, factId: number, { approve, by, reason }: HeldDecision): Promise<void> {
  await tx.query(
    `insert into orders.held_decisions (fact_id, approved, decided_by, reason) values ($1, $2, $3, $4)
     on conflict (fact_id) do nothing`,
    [factId, approve, by, reason],
  );
}
