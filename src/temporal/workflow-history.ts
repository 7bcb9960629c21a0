import type { WorkflowClient } from '@temporalio/client';
import type { Attempts } from '../domain/delivery.ts';

type Execution = { workflowId: string; runId: string };

/** What only a workflow's history tells. */
export type WorkflowHistory = ReturnType<typeof createWorkflowHistory>;

export const createWorkflowHistory = (client: WorkflowClient) => ({
  /**
   * How often each activity that is closed in this run was tried, by activity id, and its last error. Attempts that a
   * retry by hand cut short between two tries leave no trace in the history and are not counted.
   */
  async attempts({ workflowId, runId }: Execution): Promise<Map<string, Attempts>> {
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    const activityIds = new Map<string, string>();
    const attempts = new Map<string, Attempts>();
    const note = (scheduledEventId: unknown, more: number, error: string | null | undefined) => {
      const activityId = activityIds.get(String(scheduledEventId)) ?? '';
      const before = attempts.get(activityId);
      attempts.set(activityId, { attempts: (before?.attempts ?? 0) + more, lastError: error ?? before?.lastError ?? null });
    };
    for (const event of events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      const started = event.activityTaskStartedEventAttributes;
      const ended = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
      if (scheduled) activityIds.set(String(event.eventId), scheduled.activityId ?? '');
      if (started) note(started.scheduledEventId, started.attempt ?? 1, started.lastFailure?.message);
      if (ended) note(ended.scheduledEventId, 0, ended.failure?.message);
    }
    return attempts;
  },

  /** Who asked for this run to be cancelled, as Temporal noted it. */
  async cancelledBy({ workflowId, runId }: Execution): Promise<string> {
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    const request = events?.findLast((event) => event.workflowExecutionCancelRequestedEventAttributes);
    const attributes = request?.workflowExecutionCancelRequestedEventAttributes;
    return [attributes?.identity || 'unknown', attributes?.cause].filter(Boolean).join(': ');
  },
});
