import { type WorkflowClient, WorkflowNotFoundError } from '@temporalio/client';
import { decodeTimeoutType } from '@temporalio/common/lib/failure.js';
import type { temporal } from '@temporalio/proto';
import type { Attempts } from '../domain/delivery.ts';
import { isUnanswered } from '../domain/unanswered.ts';

type Execution = { workflowId: string; runId: string };
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What only a workflow's history tells. */
export type WorkflowHistory = ReturnType<typeof createWorkflowHistory>;

export function createWorkflowHistory(client: WorkflowClient) {
  async function eventsOf({ workflowId, runId }: Execution): Promise<HistoryEvent[]> {
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    return events ?? [];
  }

  /** Of the run that this one continues; empty where there is none, or Temporal has it no more. */
  async function attemptsBefore(workflowId: string, [started]: HistoryEvent[]): Promise<Map<string, Attempts>> {
    const runId = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!runId) return new Map();
    return attempts({ workflowId, runId }).catch((error) => {
      if (error instanceof WorkflowNotFoundError) return new Map();
      throw error;
    });
  }

  /**
   * How often each activity that is closed was tried, by activity id, and its last error: in this run and in those that it
   * continues. Attempts that a retry by hand cut short between two tries leave no trace in the history and are not counted.
   */
  async function attempts(execution: Execution): Promise<Map<string, Attempts>> {
    const events = await eventsOf(execution);
    return countAttempts(events, await attemptsBefore(execution.workflowId, events));
  }

  return {
    attempts,

    /** The ids of the pending activities whose last attempt ended without an answer. */
    async unanswered({ workflowId, runId }: Execution): Promise<string[]> {
      const { raw } = await client.getHandle(workflowId, runId).describe();
      return (raw.pendingActivities ?? []).flatMap(({ activityId, lastFailure }) =>
        activityId && isUnanswered(typeOf(lastFailure)) ? activityId : [],
      );
    },

    /** Who asked for this run to be cancelled, as Temporal noted it. */
    async cancelledBy(execution: Execution): Promise<string> {
      const events = await eventsOf(execution);
      const request = events.findLast((event) => event.workflowExecutionCancelRequestedEventAttributes);
      const attributes = request?.workflowExecutionCancelRequestedEventAttributes;
      return [attributes?.identity || 'unknown', attributes?.cause].filter(Boolean).join(': ');
    },
  };
}

type Failure = temporal.api.failure.v1.IFailure;

/** As the workflow names it once the activity has ended. */
const typeOf = (failure: Failure | null | undefined): string | undefined =>
  failure?.timeoutFailureInfo
    ? `Timeout${decodeTimeoutType(failure.timeoutFailureInfo.timeoutType) ?? ''}`
    : (failure?.applicationFailureInfo?.type ?? undefined);

function countAttempts(events: HistoryEvent[], before: Map<string, Attempts>): Map<string, Attempts> {
  const activityIds = new Map<string, string>();
  const attempts = new Map(before);
  const note = (scheduledEventId: unknown, more: number, error: string | null | undefined) => {
    const activityId = activityIds.get(String(scheduledEventId)) ?? '';
    const known = attempts.get(activityId);
    attempts.set(activityId, { attempts: (known?.attempts ?? 0) + more, lastError: error ?? known?.lastError ?? null });
  };
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const started = event.activityTaskStartedEventAttributes;
    const ended = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    if (scheduled) activityIds.set(String(event.eventId), scheduled.activityId ?? '');
    if (started) note(started.scheduledEventId, started.attempt ?? 1, started.lastFailure?.message);
    if (ended) note(ended.scheduledEventId, 0, ended.failure?.message);
  }
  return attempts;
}
