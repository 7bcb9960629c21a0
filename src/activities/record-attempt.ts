import { activityInfo, log } from '@temporalio/activity';
import type { DeliveryFailed, Message } from '../channels/channel.ts';
import type { Database } from '../db/database.ts';
import { isTest } from '../domain/test-message.ts';

/** `failed`: undefined where it succeeded. */
export type Attempt = { name: string; message: Message; failed: DeliveryFailed | undefined; durationMs: number };

/**
 * A line in the log, and of a failed attempt to tell of a payment a row: Temporal's history keeps none. Where that cannot be written the attempt stays what
 * it is.
 */
export async function recordAttempt(database: Pick<Database, 'insertFailedAttempt'>, tried: Attempt): Promise<void> {
  const { name: subscriber, message, failed, durationMs } = tried;
  const { attempt } = activityInfo();
  const about = { subscriber, idempotencyKey: message.idempotencyKey, attempt, durationMs };
  if (!failed) return log.info('delivery.attempted', { ...about, outcome: 'delivered' });
  const { type: failureType, message: error, status } = failed;
  log.warn('delivery.attempted', { ...about, outcome: 'failed', failureType, error });
  if (message.messageType === 'operator_event' || isTest(message)) return; // of no payment
  const { payNo, resultId } = message;
  await database
    .insertFailedAttempt({ payNo, resultId, subscriber, attempt, error, failureType, status, durationMs })
    .catch((err) =>
      log.warn('delivery.attempt_not_kept', { ...about, reason: err instanceof Error ? err.message : String(err) }),
    );
}
