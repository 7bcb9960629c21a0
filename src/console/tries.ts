import { activityIdOf } from '../domain/temporal-names.ts';
import type { Try } from '../temporal/payment-histories.ts';
import { duration, milliseconds } from './pages/time.ts';
import type { PaymentSeen } from './parts.ts';

/** One attempt of a delivery, as its lane shows it. */
export type ShownTry = {
  attempt: number;
  at: string | null;
  took: string | null;
  outcome: Try['outcome'];
  error: string | null;
  /** What the other side answered, where it did. */
  status: number | null;
  /** Attempts before this one that failed, and of which nobody kept when. */
  unseen: { count: number; error: string | null };
};

const NOTHING_UNSEEN = { count: 0, error: null };

/**
 * The attempts of a delivery that somebody kept, the first one first: what our own code tried and failed is in Postgres, of all
 * else Temporal has the last attempt of each activity. They are numbered through, also over those that a person asked for.
 */
export function triesOf({ history, attempts }: PaymentSeen, subscriber: string, resultId: string): ShownTry[] {
  const kept = attempts.filter((attempt) => attempt.subscriber === subscriber && attempt.resultId === resultId);
  const failed = kept.map(({ failedAt, durationMs, error, status }): Numberless => {
    const at = new Date(Date.parse(failedAt) - (durationMs ?? 0)).toISOString();
    const took = durationMs === null ? null : milliseconds(durationMs);
    return { at, took, outcome: 'failed', error, status, unseen: NOTHING_UNSEEN };
  });
  const others = history.tries
    .filter(({ activityId }) => activityId === activityIdOf(subscriber, resultId))
    .filter(({ outcome }) => kept.length === 0 || outcome !== 'failed')
    .map((one) => shown(one, kept.length > 0));
  const all = [...failed, ...others].sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
  let attempt = 0;
  return all.map((one) => {
    attempt += one.unseen.count + 1;
    return { attempt, ...one };
  });
}

type Numberless = Omit<ShownTry, 'attempt'>;

function shown({ attempt, startedAt, endedAt, outcome, error, errorBefore }: Try, areKept: boolean): Numberless {
  const took = startedAt && endedAt ? duration(startedAt, endedAt) : null;
  const unseen = areKept ? NOTHING_UNSEEN : { count: attempt - 1, error: errorBefore };
  return { at: startedAt ?? endedAt, took, outcome, error, status: null, unseen };
}
