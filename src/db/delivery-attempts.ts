import { DELIVERED_WITHIN_SECONDS, FAILED_WITHIN_SECONDS, type RecentAttempts } from '../domain/subscriber-guard.ts';
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

/**
 * How the attempts at a subscriber went of late, since it was registered and last resumed; undefined where it is paused or gone.
 * Only our own code's failures are known, and deliveries as they were recorded.
 */
export async function countRecentAttempts(db: Queryable, subscriber: string): Promise<RecentAttempts | undefined> {
  const { rows } = await db.query<RecentAttempts>(
    `select (
       select count(*) from orders.delivery_attempts a
       where a.subscriber = s.name
         and a.failed_at > greatest(now() - make_interval(secs => $2), s.created_at, s.resumed_at)
     ) as failed, (
       select count(*) from orders.deliveries d
       where d.subscriber = s.name and d.status = 'delivered' and d.settled_at > now() - make_interval(secs => $3)
     ) as delivered
     from orders.subscribers s
     where s.name = $1 and s.status = 'active' and s.removed_at is null`,
    [subscriber, FAILED_WITHIN_SECONDS, DELIVERED_WITHIN_SECONDS],
  );
  return rows[0];
}
