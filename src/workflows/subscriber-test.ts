import { ActivityFailure } from '@temporalio/common';
import type { Subscription } from '../domain/subscription.ts';
import { explain, tellSubscriber } from './attempt.ts';

/** The settings that it is tried with allow one attempt and a time for it; see `createSubscriberTests`. */
export type SubscriberTestInput = { subscription: Subscription; message: object };

export type SubscriberTestOutcome = { delivered: boolean; error: string | null; durationMs: number };

/** Tells one subscriber a test message, once, the way that it is told results. What comes back is the answer. */
export async function subscriberTest({ subscription, message }: SubscriberTestInput): Promise<SubscriberTestOutcome> {
  const startedAt = Date.now();
  const activityId = `${subscription.name}/test`;
  try {
    await tellSubscriber(subscription, { activityId, summary: activityId, message });
    return { delivered: true, error: null, durationMs: Date.now() - startedAt };
  } catch (error) {
    const { reason, type } = explain(error instanceof ActivityFailure ? error.cause : error);
    const why = type === 'TimeoutSCHEDULE_TO_CLOSE' ? 'no worker took it in time: all of them are busy' : reason;
    return { delivered: false, error: why, durationMs: Date.now() - startedAt };
  }
}
