import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { RetryPolicy, Subscription } from '../domain/subscription.ts';

/** Why a delivery was not made: for a person, and as `type` for a search. */
export type Failure = { reason: string; type: string };

/** What a subscriber is told: under which id and label it is seen in Temporal, and the activity's input. */
export type Telling = { activityId: string; summary: string; message: object };

type Told = Record<string, (message: object) => Promise<unknown>>;

/**
 * Runs the subscriber's activity on its task queue, by its own policy, until it is done or given up.
 * Cancelled between two attempts it ends at once; during one it waits for what that attempt says, so that two attempts of
 * one delivery never run side by side.
 * @param made how many of the policy's attempts were made already.
 * @throws ActivityFailure when it is given up or cancelled.
 */
export function tellSubscriber(
  { taskQueue, activity, retry, timeoutSeconds }: Subscription,
  { activityId, summary, message }: Telling,
  made = 0,
): Promise<unknown> {
  const { [activity]: onPaymentResult } = proxyActivities<Told>({
    activityId,
    taskQueue,
    summary,
    startToCloseTimeout: timeoutSeconds * 1000,
    ...(retry.giveUpAfterSeconds !== null && { scheduleToCloseTimeout: retry.giveUpAfterSeconds * 1000 }),
    retry: temporalRetryPolicy(retry, made),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
  return call(onPaymentResult, message);
}

/** The proxy has an activity of every name. */
const call = (activity: Told[string] | undefined, message: object): Promise<unknown> =>
  activity?.(message) ?? Promise.reject(new TypeError('a subscriber without an activity'));

const temporalRetryPolicy = (retry: RetryPolicy, made: number) => ({
  initialInterval: retry.initialIntervalSeconds * 1000,
  backoffCoefficient: retry.backoffCoefficient,
  maximumInterval: retry.maximumIntervalSeconds * 1000,
  ...(retry.maximumAttempts !== null && { maximumAttempts: retry.maximumAttempts - made }),
  nonRetryableErrorTypes: [PERMANENT],
});

const PERMANENT = 'PermanentError';

/** Longer a workflow task must not be held; what takes longer goes on as a regular activity. */
const LONGEST_LOCAL_TRY_MS = 2_000;

/**
 * The first try of a hosted subscriber: a local activity, which costs Temporal one event and no task.
 * @throws ApplicationFailure, TimeoutFailure or CancelledFailure: unless it `isFinal`, a regular activity goes on.
 */
export function tellHosted({ activity, timeoutSeconds }: Subscription, { summary, message }: Telling): Promise<unknown> {
  const { [activity]: onPaymentResult } = proxyLocalActivities<Told>({
    startToCloseTimeout: Math.min(timeoutSeconds * 1000, LONGEST_LOCAL_TRY_MS),
    retry: { maximumAttempts: 1 },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary,
  });
  return call(onPaymentResult, message);
}

/** No further try can change it, or the policy allows none. */
export const isFinal = (error: unknown, { retry }: Subscription): boolean =>
  isCancellation(error) ||
  retry.maximumAttempts === 1 ||
  (error instanceof ApplicationFailure && (error.nonRetryable || error.type === PERMANENT));

/** What ended a delivery's attempts, in words; anything but a failed activity is a fault of ours and thrown on. */
export function explain(error: unknown): Failure {
  if (isLocalFailure(error)) return explainAttempt(error);
  if (!(error instanceof ActivityFailure)) throw error;
  const { reason, type } = explainAttempt(error.cause);
  const gaveUp = HOW_IT_GAVE_UP.get(error.retryState);
  return { reason: gaveUp ? `${gaveUp}: ${reason}` : reason, type };
}

/** A local activity fails with what it threw, with no ActivityFailure around it. */
const isLocalFailure = (error: unknown): boolean =>
  error instanceof ApplicationFailure || error instanceof TimeoutFailure || error instanceof CancelledFailure;

const HOW_IT_GAVE_UP = new Map<unknown, string>([
  ['TIMEOUT', 'not delivered within the time after which it gives up'],
  ['MAXIMUM_ATTEMPTS_REACHED', 'gave up after its last attempt'],
]);

function explainAttempt(cause: unknown): Failure {
  if (cause instanceof TimeoutFailure) {
    const { timeoutType } = cause;
    const reason = timeoutType === 'SCHEDULE_TO_START' ? 'no worker took it' : 'an attempt took too long';
    return { reason, type: `Timeout${timeoutType ?? ''}` };
  }
  if (cause instanceof ApplicationFailure) return { reason: cause.message, type: cause.type ?? 'Error' };
  if (cause instanceof CancelledFailure) return { reason: 'its activity was cancelled', type: 'Cancelled' };
  return cause instanceof Error ? { reason: cause.message, type: cause.name } : { reason: 'its activity failed', type: 'Error' };
}
