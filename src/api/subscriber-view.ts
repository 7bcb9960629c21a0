import type { z } from 'zod';
import type { Subscriber } from '../domain/subscription.ts';
import type { subscriber as subscriberSchema } from './subscriber-schemas.ts';

type SubscriberView = z.infer<typeof subscriberSchema>;

/** A subscriber with the fields that its kind has. */
export function viewSubscriber(subscriber: Subscriber, problem?: string): SubscriberView {
  const { name, kind, taskQueue, activity, url, pausedBy, ...settings } = subscriber;
  return {
    name,
    kind,
    ...(kind === 'activity' && { taskQueue }),
    ...((kind === 'activity' || kind === 'hosted') && { activity }),
    ...(url !== null && { url }),
    ...settings,
    ...(pausedBy !== null && { pausedBy }),
    ...(problem !== undefined && { problem }),
  };
}
