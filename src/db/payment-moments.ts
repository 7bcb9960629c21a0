import type { Queryable } from './pool.ts';

/** When something of a payment was kept: a result by its id, a person's word on a held fact by that fact's. */
export type Moment = { kind: 'result' | 'decision'; id: string; at: string };

export async function listMoments(db: Queryable, payNo: string): Promise<Moment[]> {
  const { rows } = await db.query<{ kind: Moment['kind']; id: string; at: Date }>(
    `select 'result' as kind, result_id as id, recorded_at as at from orders.payment_results where pay_no = $1
     union all
     select 'decision', fact_id::text, decided_at
     from orders.held_decisions join orders.payment_facts using (fact_id) where pay_no = $1`,
    [payNo],
  );
  return rows.map(({ kind, id, at }) => ({ kind, id, at: at.toISOString() }));
}

/** An attempt of our own delivering code that failed. */
export type KeptAttempt = {
  resultId: string;
  subscriber: string;
  attempt: number;
  error: string;
  failedAt: string;
  /** What came back, where something did: an HTTP status. */
  status: number | null;
  durationMs: number | null;
};

type AttemptRow = {
  result_id: string;
  subscriber: string;
  attempt: number;
  error: string;
  failed_at: Date;
  status: number | null;
  duration_ms: number | null;
};

const MOST_ATTEMPTS = 200; // of a payment that is retried for months, the latest

export async function listKeptAttempts(db: Queryable, payNo: string): Promise<KeptAttempt[]> {
  const { rows } = await db.query<AttemptRow>(
    `select result_id, subscriber, attempt, error, failed_at, status, duration_ms
     from orders.delivery_attempts where pay_no = $1 order by attempt_id desc limit ${MOST_ATTEMPTS}`,
    [payNo],
  );
  return rows.reverse().map((row) => ({
    resultId: row.result_id,
    subscriber: row.subscriber,
    attempt: row.attempt,
    error: row.error,
    failedAt: row.failed_at.toISOString(),
    status: row.status,
    durationMs: row.duration_ms,
  }));
}
