/** Who has paused a subscriber that failed too densely, without a person: as `pausedBy`, and as `by` of what it asks for. */
export const GUARD = 'subscriberGuard';

/** How the attempts at a subscriber went of late. */
export type RecentAttempts = { failed: number; delivered: number };

export const FAILED_WITHIN_SECONDS = 60;

/** Postgres hears of a delivery up to a minute late, while another subscriber keeps its payment open: hence a minute longer. */
export const DELIVERED_WITHIN_SECONDS = 120;

/** By the default policy a payment that fails is tried 6 times in its first minute: it takes several, not an odd one. */
const FEWEST_FAILED = 20;

/** Who takes one in ten is slow or picky, and is helped by more attempts; who takes fewer is away. */
const SHARE_FAILED = 0.9;

/** Does a subscriber fail so densely that it is better left alone? */
export const isDense = ({ failed, delivered }: RecentAttempts): boolean =>
  failed >= FEWEST_FAILED && failed >= SHARE_FAILED * (failed + delivered);

export const inWords = ({ failed, delivered }: RecentAttempts): string =>
  `${failed} attempts failed within a minute, and ${delivered} deliveries were made in two`;

/** Longer than it takes a service to start again, and no longer than a person would wait before looking. */
export const FIRST_PROBE_AFTER_MS = 30_000;

/** Who was away for hours is told again at most ten minutes after it is back. */
const LONGEST_GAP_MS = 600_000;

/** How long it is left alone after a probe that failed. */
export const nextGapMs = (gapMs: number): number => Math.min(gapMs * 2, LONGEST_GAP_MS);

/**
 * How it is found out whether a paused subscriber can be told again: by a delivery that is parked because of the pause, or by a test
 * message where none is. `overruled`: not at all, because a person has paused, resumed or removed it meanwhile.
 */
export type Probe = { kind: 'delivery'; payNo: string; resultId: string } | { kind: 'test' } | { kind: 'overruled' };

/** `error`: null where it was delivered. */
export type ProbeOutcome = { error: string | null };
