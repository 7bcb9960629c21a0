import { PAUSED, type PaymentState } from '../domain/delivery.ts';
import { openRedeliveries } from './orders.ts';
import type { OpenResult, Payment } from './payment.ts';

/** A minute: one dead subscriber keeps the others' deliveries out of Postgres no longer than that. */
const RECORD_AFTER_MS = 60_000;

/** Six hours: whoever goes on has every payment told at once; one that Temporal's list did not show yet looks for itself. */
export const LOOK_AT_PAUSED_AFTER_MS = 6 * 60 * 60 * 1000;

const FIRST_LOOK_MS = 2_000;
const LONGEST_LOOK_MS = 30_000;

/** The order's commit may be slower than the webhook: looks again, with growing gaps, for so many seconds from now. */
export function lookAgainLater(payment: Payment, forSeconds: number): void {
  const now = Date.now();
  const { until, waitMs } = payment.lookAgain ?? { until: now + forSeconds * 1000, waitMs: FIRST_LOOK_MS };
  payment.lookAgain = { at: Math.min(now + waitMs, until), until, waitMs: Math.min(waitMs * 2, LONGEST_LOOK_MS) };
}

/** Results that wait for nothing but their mark in Postgres, also those that nobody subscribes to. */
export const settledResults = ({ results, deliveries }: Payment): OpenResult[] =>
  results.filter(
    ({ resultId, isMarked }) =>
      !isMarked && deliveries.every(({ result, settled, again }) => again || result.resultId !== resultId || settled),
  );

/** When Postgres must hear of what is settled, in milliseconds since 1970 (0: at once); `null`: there is nothing. */
export function recordingTime(payment: Payment): number | null {
  if (settledResults(payment).length > 0) return 0;
  if (payment.unrecordedSince === null) return null;
  return payment.hasNewlyParked ? 0 : payment.unrecordedSince + RECORD_AFTER_MS;
}

/** When Postgres must hear of a fact, or be asked what is open; as `recordingTime`. */
export function factTime({ inbox, isLoaded, needsReload, lookAgain, deliveries, loadedAt }: Payment): number | null {
  if (inbox.length > 0 || !isLoaded || needsReload) return lookAgain?.at ?? 0;
  const isPaused = deliveries.some(({ status, failure }) => status === 'parked' && failure?.type === PAUSED);
  return isPaused ? loadedAt + LOOK_AT_PAUSED_AFTER_MS : null;
}

/** Nothing is left to tell, to record, or to decide. */
export const isOver = (payment: Payment): boolean =>
  factTime(payment) === null &&
  !payment.heldReason &&
  payment.redeliveries.length === 0 &&
  payment.announcements.length === 0 &&
  payment.results.every(({ isMarked }) => isMarked) &&
  openRedeliveries(payment).length === 0;

/** What the payment waits for; `null`: nobody has to be told anything. */
export function stateOf(payment: Payment): PaymentState | null {
  if (payment.heldReason) return 'held';
  if (payment.deliveries.some(({ status }) => status === 'parked')) return 'parked';
  if (payment.isDelayed || payment.lookAgain) return 'processing';
  if (payment.results.length === 0) return payment.deliveries.some(({ settled }) => !settled) ? 'processing' : null;
  return isOver(payment) ? 'done' : 'processing';
}
