import type { Client } from '@temporalio/client';
import type { ReconciliationProgress } from '../domain/reconciliation.ts';
import { RECONCILE_WORKFLOW_TYPE, reconcileIdOf } from '../domain/temporal-names.ts';
import { createOperatorJobs } from './operator-jobs.ts';

/** Every call answers within 3 s or throws Unavailable. */
export function createReconciliations(client: Client) {
  const { begin, progress, cancel } = createOperatorJobs<ReconciliationProgress>(client, {
    workflowType: RECONCILE_WORKFLOW_TYPE,
    workflowIdOf: reconcileIdOf,
  });
  return {
    /** When this resolves, every process that is gone will be started again. */
    async begin(input: { by: string; reason: string }): Promise<{ jobId: string }> {
      const jobId = crypto.randomUUID();
      await begin(jobId, { input, summary: 'start again what is gone' });
      return { jobId };
    },
    progress,
    cancel,
  };
}
