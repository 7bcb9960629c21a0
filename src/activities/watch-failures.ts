import { log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import { isDense } from '../domain/subscriber-guard.ts';
import type { SubscriberGuards } from '../temporal/subscriber-guards.ts';

type Dependencies = {
  database: Pick<Database, 'countRecentAttempts'>;
  guards: Pick<SubscriberGuards, 'begin'>;
  /** Between two looks at one subscriber in this process. */
  lookIntervalMs?: number;
};

/** A guard that comes so much later spares a subscriber hardly less, and thousands of failures a second cost one statement. */
const LOOK_INTERVAL_MS = 5_000;

/**
 * To be called after a failed attempt has been recorded: looks whether its subscriber fails so densely that it is better left alone, and
 * then begins its guard. Where that cannot be found out, the attempt stays what it is, and the next look is after a later one.
 */
export function createWatchFailures({ database, guards, lookIntervalMs = LOOK_INTERVAL_MS }: Dependencies) {
  const lookedAt = new Map<string, number>();
  return async (subscriber: string): Promise<void> => {
    const now = performance.now();
    if (now - (lookedAt.get(subscriber) ?? Number.NEGATIVE_INFINITY) < lookIntervalMs) return;
    lookedAt.set(subscriber, now);
    try {
      const recent = await database.countRecentAttempts(subscriber);
      if (recent && isDense(recent)) await guards.begin(subscriber, recent);
    } catch (error) {
      log.warn('subscriber.not_guarded', { subscriber, reason: error instanceof Error ? error.message : String(error) });
    }
  };
}
