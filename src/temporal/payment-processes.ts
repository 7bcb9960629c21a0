import { type Client, isGrpcServiceError, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Attempts, OpenPayment } from '../domain/delivery.ts';
import { createWorkflowHistory } from './workflow-history.ts';

/**
 * A delivery that is being tried: its attempts so far, and in which queue. `nextAttemptAt` is null while an attempt runs.
 */
export type PendingDelivery = Attempts & { nextAttemptAt: string | null; taskQueue?: string };

/** A run of a process that tells subscribers (a payment's), by what the workflow, the server and the history each know. */
export type PaymentProcess<Open = OpenPayment> = {
  workflowId: string;
  runId: string;
  /** Temporal's: RUNNING, COMPLETED, TERMINATED … */
  status: string;
  /** What the workflow says; null where it is closed or no worker answers for it. */
  open: Open | null;
  /** By activity id. */
  pending: Map<string, PendingDelivery>;
  closed: Map<string, Attempts>;
};

export function createPaymentProcesses(client: Client) {
  const history = createWorkflowHistory(client.workflow);

  async function look<Open = OpenPayment>(workflowId: string): Promise<PaymentProcess<Open> | undefined> {
    try {
      const { runId, status, raw } = await client.workflow.getHandle(workflowId).describe();
      const isOpen = status.name === 'RUNNING';
      const [open, closed] = isOpen
        ? await Promise.all([ask<Open>(workflowId, runId), history.attempts({ workflowId, runId })])
        : [null, new Map<string, Attempts>()];
      return { workflowId, runId, status: status.name, open, pending: pendingOf(raw.pendingActivities ?? []), closed };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** Null where no worker answers: what Temporal and Postgres know is worth showing without it. */
  async function ask<Open>(workflowId: string, runId: string): Promise<Open | null> {
    try {
      return await client.withDeadline(Date.now() + 2_000, () =>
        client.workflow.getHandle(workflowId, runId).query<Open>('status'),
      );
    } catch (error) {
      if (error instanceof QueryNotRegisteredError || isGrpcServiceError(error) || isNotAnswered(error)) return null;
      throw error;
    }
  }

  return { look };
}

const isNotAnswered = (error: unknown): boolean => error instanceof Error && isGrpcServiceError(error.cause);

const IS_SCHEDULED = 1; // PendingActivityState: waits for its next attempt, or for a worker

function pendingOf(activities: temporal.api.workflow.v1.IPendingActivityInfo[]): Map<string, PendingDelivery> {
  return new Map(
    activities.map(({ activityId, attempt, state, lastFailure, nextAttemptScheduleTime, activityOptions }) => {
      const begun = (attempt ?? 1) - (state === IS_SCHEDULED ? 1 : 0);
      const nextAttemptAt = nextAttemptScheduleTime
        ? new Date(Number(nextAttemptScheduleTime.seconds) * 1000).toISOString()
        : null;
      const taskQueue = activityOptions?.taskQueue?.name;
      const known = { attempts: begun, lastError: lastFailure?.message ?? null, nextAttemptAt };
      return [activityId ?? '', { ...known, ...(taskQueue && { taskQueue }) }];
    }),
  );
}
