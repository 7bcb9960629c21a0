import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import { proxyActivities } from '@temporalio/workflow';
import { messageFor, type PaymentResult, type PaymentResultMessage } from '../domain/payment-result.ts';
import type { RetryPolicy, Subscription } from '../domain/subscription.ts';
import { activityIdOf } from '../domain/temporal-names.ts';

/** Why a delivery was not made: for a person, and as `type` for a search. */
export type Failure = { reason: string; type: string };

type Told = Record<string, (message: PaymentResultMessage) => Promise<unknown>>;

/**
 * Runs the subscriber's activity on its task queue, by its own policy, until it is done or given up.
 * Cancelled between two attempts it ends at once; during one it waits for what that attempt says, so that two attempts of
 * one delivery never run side by side.
 * @throws ActivityFailure when it is given up or cancelled.
 */
export async function tellSubscriber(
  { name, taskQueue, activity, retry, timeoutSeconds }: Subscription,
  result: PaymentResult,
): Promise<void> {
  const { [activity]: onPaymentResult } = proxyActivities<Told>({
    activityId: activityIdOf(name, result.resultId),
    taskQueue,
    summary: `${name}: ${result.result}`,
    startToCloseTimeout: timeoutSeconds * 1000,
    ...(retry.giveUpAfterSeconds !== null && { scheduleToCloseTimeout: retry.giveUpAfterSeconds * 1000 }),
    retry: temporalRetryPolicy(retry),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
  await onPaymentResult?.(messageFor(name, result));
}

const temporalRetryPolicy = (retry: RetryPolicy) => ({
  initialInterval: retry.initialIntervalSeconds * 1000,
  backoffCoefficient: retry.backoffCoefficient,
  maximumInterval: retry.maximumIntervalSeconds * 1000,
  ...(retry.maximumAttempts !== null && { maximumAttempts: retry.maximumAttempts }),
  nonRetryableErrorTypes: ['PermanentError'],
});

/** What ended a delivery's attempts, in words; anything but a failed activity is a fault of ours and thrown on. */
export function explain(error: unknown): Failure {
  if (!(error instanceof ActivityFailure)) throw error;
  const { reason, type } = explainAttempt(error.cause);
  const gaveUp = HOW_IT_GAVE_UP.get(error.retryState);
  return { reason: gaveUp ? `${gaveUp}: ${reason}` : reason, type };
}

const HOW_IT_GAVE_UP = new Map<unknown, string>([
  ['TIMEOUT', 'not delivered within the time after which it gives up'],
  ['MAXIMUM_ATTEMPTS_REACHED', 'gave up after its last attempt'],
]);

function explainAttempt(cause: Error | undefined): Failure {
  if (cause instanceof TimeoutFailure) {
    const { timeoutType } = cause;
    const reason = timeoutType === 'SCHEDULE_TO_START' ? 'no worker took it' : 'an attempt took too long';
    return { reason, type: `Timeout${timeoutType ?? ''}` };
  }
  if (cause instanceof ApplicationFailure) return { reason: cause.message, type: cause.type ?? 'Error' };
  if (cause instanceof CancelledFailure) return { reason: 'its activity was cancelled', type: 'Cancelled' };
  return { reason: cause?.message ?? 'its activity failed', type: cause?.name ?? 'Error' };
}
