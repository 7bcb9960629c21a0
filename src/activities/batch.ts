import { log } from '@temporalio/activity';
import type { BatchProgress, BatchRequest } from '../domain/batch.ts';
import type { BatchJobs } from '../temporal/batch-jobs.ts';

export type BatchDependencies = { batchJobs: BatchJobs };

type Job = { jobId: string };

/** What the workflow `batch` asks of Temporal's own batch operations. */
export const createBatchActivities = ({ batchJobs }: BatchDependencies) => ({
  /** @throws while it is another's turn, so that Temporal shows that it waits, and tries again. */
  async startBatch({ jobId, request }: Job & { request: BatchRequest }): Promise<void> {
    await batchJobs.start(jobId, request);
    const { signal, query, by, reason } = request;
    log.info('batch.started', { jobId, signal: signal.name, query, by, reason });
  },

  /** Null where the server has forgotten it. */
  readBatch: async ({ jobId }: Job): Promise<BatchProgress | null> => (await batchJobs.read(jobId)) ?? null,

  /** Answers how far it came; null where it never began. */
  async stopBatch({ jobId }: Job): Promise<BatchProgress | null> {
    await batchJobs.stop(jobId, 'cancelled');
    return (await batchJobs.read(jobId)) ?? null;
  },
});
