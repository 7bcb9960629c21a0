import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { BatchProgress, BatchRequest } from '../domain/batch.ts';
import { BATCH_WORKFLOW_TYPE, batchWorkflowIdOf, PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import type { batch } from '../workflows/batch.ts';
import { createWithin } from './deadline.ts';

/** Signals to many payments at once. Every call answers within 3 s or throws. */
export type Batches = ReturnType<typeof createBatches>;

export function createBatches(client: Client) {
  const within = createWithin(client);
  const handleOf = (batchId: string) => client.workflow.getHandle<typeof batch>(batchWorkflowIdOf(batchId));

  return {
    /**
     * When this resolves, everything that the query finds will be signalled, when it is its turn: one batch runs at a time.
     * Change Postgres first: whoever is signalled reads it.
     */
    async signalAll(request: BatchRequest): Promise<{ batchId: string }> {
      const batchId = crypto.randomUUID();
      const { signal, by, reason, query } = request;
      const start = () =>
        client.workflow.start<typeof batch>(BATCH_WORKFLOW_TYPE, {
          workflowId: batchWorkflowIdOf(batchId),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [request],
          memo: { signal: signal.name, query, by, reason },
          staticSummary: `${signal.name} by ${by}: ${reason}`.slice(0, 100),
        });
      await within(start);
      return { batchId };
    },

    /** How many workflows a query finds at the moment. */
    count: async (query: string): Promise<number> => (await within(() => client.workflow.count(query))).count,

    /** Undefined where there is no such batch (any more). */
    async progress(batchId: string): Promise<BatchProgress | undefined> {
      try {
        return await within(() => handleOf(batchId).query<BatchProgress>('progress'));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },

    /** `false` where it has ended, or there is none. */
    async cancel(batchId: string): Promise<boolean> {
      try {
        const { status } = await within(() => handleOf(batchId).describe());
        if (status.name === 'RUNNING') await within(() => handleOf(batchId).cancel());
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
  };
}
