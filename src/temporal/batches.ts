import type { Client } from '@temporalio/client';
import type { BatchProgress, BatchRequest } from '../domain/batch.ts';
import { BATCH_WORKFLOW_TYPE, batchWorkflowIdOf } from '../domain/temporal-names.ts';
import { createWithin } from './deadline.ts';
import { createOperatorJobs } from './operator-jobs.ts';

/** Signals to many payments at once. Every call answers within 3 s or throws Unavailable. */
export type Batches = ReturnType<typeof createBatches>;

export function createBatches(client: Client) {
  const within = createWithin(client);
  const { begin, ...jobs } = createOperatorJobs<BatchProgress>(client, {
    workflowType: BATCH_WORKFLOW_TYPE,
    workflowIdOf: batchWorkflowIdOf,
  });

  return {
    /**
     * When this resolves, everything that the query finds will be signalled. One batch runs at a time; those that wait
     * have no order: whichever asks first once none runs is the next.
     * Change Postgres first: whoever is signalled reads it.
     * @param batchId given where the same may be asked for twice: it is one batch.
     */
    async signalAll(request: BatchRequest, batchId: string = crypto.randomUUID()): Promise<{ batchId: string }> {
      await begin(batchId, { input: request, summary: `${request.signal.name} to many` });
      return { batchId };
    },

    /** How many workflows a query finds at the moment. */
    count: async (query: string): Promise<number> => (await within(() => client.workflow.count(query))).count,

    ...jobs,
  };
}
