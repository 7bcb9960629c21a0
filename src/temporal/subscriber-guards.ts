import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { FIRST_PROBE_AFTER_MS, inWords, type RecentAttempts } from '../domain/subscriber-guard.ts';
import { PAYMENTS_TASK_QUEUE, SUBSCRIBER_GUARD_WORKFLOW_TYPE, subscriberGuardIdOf } from '../domain/temporal-names.ts';
import type { subscriberGuard } from '../workflows/subscriber-guard.ts';
import { createWithin } from './deadline.ts';

/** What a guard says of itself, and when it looks again (ISO 8601). */
export type GuardSeen = { workflowId: string; runId: string; words: string; nextProbeAt: string | null };

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

  async function read(workflowId: string): Promise<GuardSeen | undefined> {
    const { status, runId } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return undefined;
    const handle = client.workflow.getHandle(workflowId, runId);
    const { currentDetails } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    const [said = ''] = (currentDetails ?? '').split('\n');
    const [sentence = '', at = null] = / Next probe: (\S+)\.$/.exec(said) ?? [];
    const words = said.slice(0, said.length - sentence.length).replace(/^\*\*\S+\*\* is paused: /, '');
    return { workflowId, runId, words, nextProbeAt: at };
  }

  return {
    /** How its guard stands; undefined where it has none. @throws Unavailable */
    look: (subscriber: string): Promise<GuardSeen | undefined> =>
      within(() => read(subscriberGuardIdOf(subscriber))).catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }),

    /** When this resolves, the subscriber is, or will be, paused. Begun twice it is one guard. @throws Unavailable */
    begin: (subscriber: string, recent: RecentAttempts) => start(subscriber, inWords(recent)),

    /** For one that is paused and whose guard is gone. @throws Unavailable */
    beginAgain: (subscriber: string) => start(subscriber, 'it was paused, and its guard was gone'),
  };
}
