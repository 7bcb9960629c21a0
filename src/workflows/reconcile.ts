import { ActivityCancellationType, continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { ReconcileInput } from '../activities/reconcile.ts';
import type { ProcessKind, ReconciliationProgress } from '../domain/reconciliation.ts';
import { doPages, type Place } from './paged-job.ts';
import { withoutEnd } from './without-end.ts';

const { reconcile: reconcilePage } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '2 minutes', // a page is a few hundred calls to Temporal
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** `place`: what an earlier run with a long history hands on. */
export type ReconcileWorkflowInput = { by: string; reason: string; place?: ReconcilePlace };

type ReconcilePlace = Place<ReconcileInput, ReconciliationProgress>;

/** Guards first, and with them the rates: what is started again after them is told no faster than it may be. */
const KINDS: ProcessKind[] = ['guards', 'payments', 'watches'];

const BEGINNING: ReconcilePlace = {
  next: { kind: 'guards', after: '' },
  found: { state: 'running', looked: 0, started: { payments: 0, watches: 0, guards: 0 } },
};

/**
 * Starts again, from Postgres, the processes that are gone: somebody terminated them, or Temporal's database was lost. What runs is
 * left alone. Kind by kind, page by page.
 */
export const reconcile = (input: ReconcileWorkflowInput): Promise<ReconciliationProgress> =>
  doPages({
    place: input.place ?? BEGINNING,
    inWords: (found) => inWords(found, input),
    goOn: (place) => continueAsNew<typeof reconcile>({ ...input, place }),
    doPage: async ({ next: { kind, after }, found }) => {
      const page = await withoutEnd(() =>
        reconcilePage.executeWithOptions({ summary: `${kind} after ${after || 'none'}` }, [{ kind, after }]),
      );
      const started = { ...found.started, [kind]: found.started[kind] + page.started };
      return { next: following(kind, page.next), found: { ...found, looked: found.looked + page.looked, started } };
    },
  });

/** Where the next page begins; null: there is none of any kind. */
function following(kind: ProcessKind, after: string | null): ReconcileInput | null {
  if (after !== null) return { kind, after };
  const next = KINDS[KINDS.indexOf(kind) + 1];
  return next ? { kind: next, after: '' } : null;
}

const inWords = ({ state, looked, started }: ReconciliationProgress, { by, reason }: ReconcileWorkflowInput): string =>
  `**${state}**: of ${looked} that must have a process, ${started.payments} payments, ${started.watches} watches and ` +
  `${started.guards} guards were started again.\n\nBy ${by} (${reason})`;
