import {
  continueAsNew,
  defineQuery,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { ProcessKind, ReconciliationProgress } from '../domain/reconciliation.ts';
import { withoutEnd } from './without-end.ts';

/** How far it is. */
const progress = defineQuery<ReconciliationProgress>('progress');

const { reconcile: reconcilePage } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '2 minutes', // a page is a few hundred calls to Temporal
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** `place`: where the next page begins, and what was found by then: what an earlier run with a long history hands on. */
export type ReconcileWorkflowInput = { by: string; reason: string; place?: Place };

type Place = { kind: ProcessKind; after: string; found: ReconciliationProgress };

const BEGINNING: Place = {
  kind: 'payments',
  after: '',
  found: { state: 'running', looked: 0, started: { payments: 0, watches: 0 } },
};

/**
 * Starts again, from Postgres, the processes that are gone: somebody terminated them, or Temporal's database was lost. What runs is
 * left alone. Payments first, then the watches of what is not paid yet, page by page; a cancel request ends it between two pages.
 */
export async function reconcile(input: ReconcileWorkflowInput): Promise<ReconciliationProgress> {
  let { kind, after, found }: Place = input.place ?? BEGINNING;
  setHandler(progress, () => found);
  try {
    for (;;) {
      setCurrentDetails(inWords(found, input));
      const page = await withoutEnd(() =>
        reconcilePage.executeWithOptions({ summary: `${kind} after ${after || 'none'}` }, [{ kind, after }]),
      );
      found = {
        ...found,
        looked: found.looked + page.looked,
        started: { ...found.started, [kind]: found.started[kind] + page.started },
      };
      if (page.next === null && kind === 'watches') break;
      [kind, after] = page.next === null ? ['watches', ''] : [kind, page.next];
      if (workflowInfo().continueAsNewSuggested)
        await continueAsNew<typeof reconcile>({ ...input, place: { kind, after, found } });
    }
  } catch (error) {
    if (isCancellation(error)) found = { ...found, state: 'cancelled' };
    throw error;
  }
  found = { ...found, state: 'completed' };
  setCurrentDetails(inWords(found, input));
  return found;
}

const inWords = ({ state, looked, started }: ReconciliationProgress, { by, reason }: ReconcileWorkflowInput): string =>
  `**${state}**: of ${looked} that must have a process, ${started.payments} payments and ${started.watches} watches were started ` +
  `again.\n\nBy ${by} (${reason})`;
