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

/** Guards first, and with them the rates: what is started again after them is told no faster than it may be. */
const KINDS: ProcessKind[] = ['guards', 'payments', 'watches'];

const BEGINNING: Place = {
  kind: 'guards',
  after: '',
  found: { state: 'running', looked: 0, started: { payments: 0, watches: 0, guards: 0 } },
};

/**
 * Starts again, from Postgres, the processes that are gone: somebody terminated them, or Temporal's database was lost. What runs is
 * left alone. Kind by kind, page by page; a cancel request ends it between two pages.
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
      const next = following(kind, page.next);
      if (!next) break;
      ({ kind, after } = next);
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

/** Where the next page begins; undefined: there is none of any kind. */
function following(kind: ProcessKind, after: string | null): Pick<Place, 'kind' | 'after'> | undefined {
  if (after !== null) return { kind, after };
  const next = KINDS[KINDS.indexOf(kind) + 1];
  return next && { kind: next, after: '' };
}

const inWords = ({ state, looked, started }: ReconciliationProgress, { by, reason }: ReconcileWorkflowInput): string =>
  `**${state}**: of ${looked} that must have a process, ${started.payments} payments, ${started.watches} watches and ` +
  `${started.guards} guards were started again.\n\nBy ${by} (${reason})`;
