import type { Client } from '@temporalio/client';
import { FIRST_PROBE_AFTER_MS, inWords, type RecentAttempts } from '../domain/subscriber-guard.ts';
import { PAYMENTS_TASK_QUEUE, SUBSCRIBER_GUARD_WORKFLOW_TYPE, subscriberGuardIdOf } from '../domain/temporal-names.ts';
import type { subscriberGuard } from '../workflows/subscriber-guard.ts';
import { createWithin } from './deadline.ts';

/** What leaves subscribers alone that fail densely. */
export type SubscriberGuards = ReturnType<typeof createSubscriberGuards>;

/** @param gapMs how long a subscriber is left alone before the first probe. */
export function createSubscriberGuards(client: Client, gapMs = FIRST_PROBE_AFTER_MS) {
  const within = createWithin(client);

  async function start(subscriber: string, reason: string): Promise<void> {
    const begin = () =>
      client.workflow.start<typeof subscriberGuard>(SUBSCRIBER_GUARD_WORKFLOW_TYPE, {
        workflowId: subscriberGuardIdOf(subscriber),
        taskQueue: PAYMENTS_TASK_QUEUE,
        args: [{ subscriber, reason, gapMs }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `guards ${subscriber}`,
      });
    await within(begin);
  }

  return {
    /** When this resolves, the subscriber is, or will be, paused. Begun twice it is one guard. @throws Unavailable */
    begin: (subscriber: string, recent: RecentAttempts) => start(subscriber, inWords(recent)),

    /** For one that is paused and whose guard is gone. @throws Unavailable */
    beginAgain: (subscriber: string) => start(subscriber, 'it was paused, and its guard was gone'),
  };
}
