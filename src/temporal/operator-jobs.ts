import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { createWithin } from './deadline.ts';

/** A kind of work on many payments that an operator begins: a workflow each, which answers the query `progress`. */
type JobKind = { workflowType: string; workflowIdOf: (jobId: string) => string };

type JobRequest = { input: { by: string; reason: string }; summary: string };

/** What is known of a job without asking its workflow. */
export type ListedJob = { jobId: string; summary: string; by: string; reason: string; begunAt: string; endedAt: string | null };

const MOST_LISTED = 50;

/** Every call answers within 3 s or throws Unavailable. */
export function createOperatorJobs<Progress>(client: Client, { workflowType, workflowIdOf }: JobKind) {
  const within = createWithin(client);
  const handleOf = (jobId: string) => client.workflow.getHandle(workflowIdOf(jobId));

  return {
    /** When this resolves, Temporal has it for good. Begun twice it is one. */
    async begin(jobId: string, { input, summary }: JobRequest): Promise<void> {
      const { by, reason } = input;
      const start = () =>
        client.workflow.start(workflowType, {
          workflowId: workflowIdOf(jobId),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [input],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          memo: { jobId, summary, by, reason },
          staticSummary: `${summary}, by ${by}`,
        });
      await within(start).catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
    },

    /** Undefined where there is no such job (any more). */
    progress: (jobId: string): Promise<Progress | undefined> =>
      within(() => handleOf(jobId).query<Progress>('progress')).catch(undefinedIfGone),

    /** `false`: it has ended already. Undefined where there is no such job (any more). */
    cancel: (jobId: string): Promise<boolean | undefined> =>
      within(async () => {
        const { status } = await handleOf(jobId).describe();
        if (status.name === 'RUNNING') await handleOf(jobId).cancel();
        return status.name === 'RUNNING';
      }).catch(undefinedIfGone),

    /** The latest ones, as Temporal's visibility has them: a moment late. */
    list: (): Promise<ListedJob[]> =>
      within(async () => {
        const jobs: ListedJob[] = [];
        for await (const { memo, startTime, closeTime } of client.workflow.list({ query: `WorkflowType = '${workflowType}'` })) {
          const said = memo as Omit<ListedJob, 'begunAt' | 'endedAt'>;
          jobs.push({ ...said, begunAt: startTime.toISOString(), endedAt: closeTime?.toISOString() ?? null });
          if (jobs.length === MOST_LISTED) break;
        }
        return jobs;
      }),
  };
}

function undefinedIfGone(error: unknown): undefined {
  if (error instanceof WorkflowNotFoundError) return undefined;
  throw error;
}
