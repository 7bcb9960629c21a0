import type { Queryable } from './pool.ts';

/** An attempt of our own code that failed: Temporal's history keeps none of them. */
export type FailedAttempt = {
  payNo: string;
  resultId: string;
  subscriber: string;
  attempt: number;
  error: string;
  failureType: string;
  /** What the other side answered; null where it did not. */
  status: number | null;
  durationMs: number;
};

export async function insertFailedAttempt(db: Queryable, failed: FailedAttempt): Promise<void> {
  const { payNo, resultId, subscriber, attempt, error, failureType, status, durationMs } = failed;
  await db.query(
    `insert into orders.delivery_attempts (pay_no, result_id, subscriber, attempt, error, failure_type, status, duration_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [payNo, resultId, subscriber, attempt, error, failureType, status, durationMs],
  );
}
