import { ActivityCancellationType, continueAsNew, proxyActivities, sleep } from '@temporalio/workflow';
import type { FindMissedAnswer } from '../activities/backfill.ts';
import type { PaymentActivities } from '../activities/index.ts';
import type { BackfillProgress } from '../domain/backfill.ts';
import { doPages, type Place } from './paged-job.ts';
import { withoutEnd } from './without-end.ts';

const { findMissed, tellMissed } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '2 minutes', // a page is a hundred transactions and signals
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A payment that is being recorded at this moment may have read the subscribers before this one was there. */
const LATE_COMMIT_MS = 3_000;

/** `since` is ISO 8601. `place`: what an earlier run with a long history hands on. */
export type BackfillInput = { subscriber: string; since: string; by: string; reason: string; place?: BackfillPlace };

type BackfillPlace = Place<{ after: FindMissedAnswer['next'] }, BackfillProgress>;

const BEGINNING: BackfillPlace = { next: { after: null }, found: { state: 'running', looked: 0, payments: 0, results: 0 } };

/**
 * Tells a subscriber what was recorded since a moment, which it takes and was not told: because it was not there yet, or took less.
 * Page by page: what is missed is found, and then told by the payments' own processes.
 */
export const backfill = (input: BackfillInput): Promise<BackfillProgress> =>
  doPages({
    place: input.place ?? BEGINNING,
    inWords: (found) => inWords(found, input),
    goOn: (place) => continueAsNew<typeof backfill>({ ...input, place }),
    doPage: async ({ next: { after }, found }) => {
      const { subscriber, since } = input;
      if (after === null) await sleep(LATE_COMMIT_MS, { summary: 'until all is recorded that is under way' });
      const { payNos, looked, results, next } = await withoutEnd(() => findMissed({ subscriber, since, after }));
      if (payNos.length > 0) await withoutEnd(() => tellMissed({ subscriber, since, payNos }));
      const sum = { looked: found.looked + looked, payments: found.payments + payNos.length, results: found.results + results };
      return { next: next && { after: next }, found: { ...found, ...sum } };
    },
  });

const inWords = (
  { state, looked, payments, results }: BackfillProgress,
  { subscriber, since, by, reason }: BackfillInput,
): string =>
  `**${state}**: of ${looked} results since ${since}, ${subscriber} is told ${results} of ${payments} payments.\n\nBy ${by} (${reason})`;
