import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Within } from './deadline.ts';

type Execution = { workflowId: string; runId: string };
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** One try of a delivery, of those that Temporal has the times of: of each activity the last. */
export type Try = {
  activityId: string;
  /** Within its activity, from 1. */
  attempt: number;
  startedAt: string | null;
  /** Null while it runs. */
  endedAt: string | null;
  outcome: 'delivered' | 'failed' | 'running' | 'cancelled';
  error: string | null;
  /** Why the try before it failed, where there was one. */
  errorBefore: string | null;
};

/** What a person has asked the workflow for. */
type PersonsWord = { at: string; name: string; by: string; reason: string; subscriber: string | null };

export type PaymentHistory = { tries: Try[]; words: PersonsWord[] };

const MOST_RUNS = 10; // of a payment with a history so long that it was continued again and again, the latest

export const createPaymentHistories = (client: Client, within: Within) => ({
  /** What a payment's page tells of this run and of those that it continues. */
  readHistory: (execution: Execution): Promise<PaymentHistory> =>
    within(async () => {
      const events = await eventsOf(client, execution);
      const pending = await pendingTries(client, execution);
      return { tries: [...triesOf(events), ...pending], words: events.flatMap(wordOf) };
    }),
});

async function eventsOf(client: Client, { workflowId, runId }: Execution): Promise<HistoryEvent[]> {
  const runs: HistoryEvent[][] = [];
  for (let next: string | null | undefined = runId; next && runs.length < MOST_RUNS; ) {
    const events: HistoryEvent[] = await historyOf(client, { workflowId, runId: next });
    runs.unshift(events);
    next = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  }
  return runs.flat();
}

/** Empty where Temporal has it no more. */
async function historyOf(client: Client, { workflowId, runId }: Execution): Promise<HistoryEvent[]> {
  try {
    return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}

async function pendingTries(client: Client, { workflowId, runId }: Execution): Promise<Try[]> {
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  return (raw.pendingActivities ?? []).flatMap(({ activityId, attempt, state, lastFailure, ...times }): Try[] => {
    const isRunning = state !== IS_SCHEDULED;
    const begun = (attempt ?? 1) - (isRunning ? 0 : 1);
    if (begun === 0) return [];
    const error = lastFailure?.message ?? null;
    const common = { activityId: activityId ?? '', attempt: begun, startedAt: isoOf(times.lastStartedTime) };
    return isRunning
      ? [{ ...common, endedAt: null, outcome: 'running', error: null, errorBefore: error }]
      : [{ ...common, endedAt: isoOf(times.lastAttemptCompleteTime), outcome: 'failed', error, errorBefore: null }];
  });
}

const IS_SCHEDULED = 1; // PendingActivityState: waits for its next attempt, or for a worker

function triesOf(events: HistoryEvent[]): Try[] {
  const byId = new Map(events.map((event) => [String(event.eventId), event]));
  return events.flatMap((event): Try[] => {
    const ended = endOf(event);
    const started = ended && byId.get(String(ended.startedEventId));
    const begun = started?.activityTaskStartedEventAttributes;
    const scheduled = byId.get(String(ended?.scheduledEventId))?.activityTaskScheduledEventAttributes;
    if (!ended || !begun || !scheduled) return [];
    return [
      {
        ...{ activityId: scheduled.activityId ?? '', attempt: begun.attempt ?? 1 },
        ...{ startedAt: isoOf(started?.eventTime), endedAt: isoOf(event.eventTime), outcome: ended.outcome },
        ...{ error: ended.error ?? null, errorBefore: begun.lastFailure?.message ?? null },
      },
    ];
  });
}

type End = { startedEventId?: unknown; scheduledEventId?: unknown; outcome: Try['outcome']; error?: string | null | undefined };

function endOf(event: HistoryEvent): End | undefined {
  const { activityTaskCompletedEventAttributes: completed, activityTaskCanceledEventAttributes: cancelled } = event;
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (completed) return { ...completed, outcome: 'delivered' };
  if (cancelled) return { ...cancelled, outcome: 'cancelled' };
  return failed ? { ...failed, outcome: 'failed', error: failed.failure?.message } : undefined;
}

const BY_PEOPLE = ['retryDelivery', 'skipDelivery', 'redeliver', 'decideHeld'];

function wordOf(event: HistoryEvent): PersonsWord[] {
  const signal = event.workflowExecutionSignaledEventAttributes;
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  const name = signal?.signalName ?? update?.name ?? '';
  const [payload] = signal?.input?.payloads ?? update?.args?.payloads ?? [];
  if (!BY_PEOPLE.includes(name) || !payload?.data) return [];
  const { by, reason, subscriber, approve } = JSON.parse(Buffer.from(payload.data).toString());
  const said = name === 'decideHeld' ? (approve ? 'approve' : 'reject') : name.replace('Delivery', '');
  return [
    { at: isoOf(event.eventTime) ?? '', name: said, by: String(by), reason: String(reason), subscriber: subscriber ?? null },
  ];
}

const isoOf = (time: { seconds?: unknown; nanos?: number | null } | null | undefined): string | null =>
  time ? new Date(Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1e6)).toISOString() : null;
