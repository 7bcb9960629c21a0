import {
  continueAsNew,
  defineQuery,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { FindMissedAnswer } from '../activities/backfill.ts';
import type { PaymentActivities } from '../activities/index.ts';
import type { BackfillProgress } from '../domain/backfill.ts';
import { withoutEnd } from './without-end.ts';

/** How far it is. */
const progress = defineQuery<BackfillProgress>('progress');

const { findMissed, tellMissed } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '2 minutes', // a page is a hundred transactions and signals
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** A payment that is being recorded at this moment may have read the subscribers before this one was there. */
const LATE_COMMIT_MS = 3_000;

/** `since` is ISO 8601. `place`: what an earlier run with a long history hands on. */
export type BackfillInput = { subscriber: string; since: string; by: string; reason: string; place?: Place };

type Place = { after: FindMissedAnswer['next']; found: BackfillProgress };

const BEGINNING: Place = { after: null, found: { state: 'running', looked: 0, payments: 0, results: 0 } };

/**
 * Tells a subscriber what was recorded since a moment, which it takes and was not told: because it was not there yet, or took less.
 * Page by page: what is missed is found, and then told by the payments' own processes. A cancel request ends it between two steps.
 */
export async function backfill(input: BackfillInput): Promise<BackfillProgress> {
  const { subscriber, since } = input;
  let { after, found }: Place = input.place ?? BEGINNING;
  setHandler(progress, () => found);
  try {
    if (!input.place) await sleep(LATE_COMMIT_MS, { summary: 'until all is recorded that is under way' });
    for (;;) {
      setCurrentDetails(inWords(found, input));
      const page = await withoutEnd(() => findMissed({ subscriber, since, after }));
      const { payNos } = page;
      if (payNos.length > 0) await withoutEnd(() => tellMissed({ subscriber, since, payNos }));
      found = {
        ...found,
        looked: found.looked + page.looked,
        payments: found.payments + payNos.length,
        results: found.results + page.results,
      };
      if (page.next === null) break;
      after = page.next;
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof backfill>({ ...input, place: { after, found } });
    }
  } catch (error) {
    if (isCancellation(error)) found = { ...found, state: 'cancelled' };
    throw error;
  }
  found = { ...found, state: 'completed' };
  setCurrentDetails(inWords(found, input));
  return found;
}

const inWords = (
  { state, looked, payments, results }: BackfillProgress,
  { subscriber, since, by, reason }: BackfillInput,
): string =>
  `**${state}**: of ${looked} results since ${since}, ${subscriber} is told ${results} of ${payments} payments.\n\nBy ${by} (${reason})`;
