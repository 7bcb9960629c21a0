import type { z } from 'zod';
import type { ResultFilter } from '../domain/result-filter.ts';
import type { Subscriber, SubscriberKind } from '../domain/subscription.ts';
import { deliverQueueOf, PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { addressFaultOf } from './subscriber-address.ts';
import type { subscriberChange } from './subscriber-schemas.ts';

type Given = z.infer<typeof subscriberChange>;

/** What the rules depend on. */
export type SubscriberRules = {
  /** The names of the subscribers whose code the payments worker has. */
  hosted: string[];
  filter: Pick<ResultFilter, 'faultOf'>;
  /** Networks that are not public are allowed, and there http:// too. */
  allowsPlainHttp: boolean;
};

const IN_PAYMENTS_WORKER = 'its code runs in the payments worker';
const ON_OUR_QUEUE = 'it is called at its url, by a worker of paynotify';

/** The fields that a kind does not have, and why. */
const NOT_FOR: Record<SubscriberKind, Partial<Record<keyof Given, string>>> = {
  activity: { url: 'it is told on its task queue' },
  hosted: { taskQueue: IN_PAYMENTS_WORKER, url: IN_PAYMENTS_WORKER, maxPerSecond: `${IN_PAYMENTS_WORKER}, which serves all` },
  http: { taskQueue: ON_OUR_QUEUE, activity: ON_OUR_QUEUE },
  amqp: { taskQueue: ON_OUR_QUEUE, activity: ON_OUR_QUEUE },
};

const NEEDS: Partial<Record<SubscriberKind, keyof Given>> = { activity: 'taskQueue', http: 'url', amqp: 'url' };

/** The field that a subscriber of this kind cannot be without, and does not have. */
export function missingFieldOf(kind: SubscriberKind, given: Given): string | undefined {
  const field = NEEDS[kind];
  return field && given[field] === undefined ? `/${field} is needed by a subscriber of kind ${kind}` : undefined;
}

/**
 * Why there cannot be such a subscriber: it could not be told, or would hold up every payment that tries to.
 * @param given what of it was asked for just now.
 */
export function faultOf(subscriber: Subscriber, given: Given, rules: SubscriberRules): string | undefined {
  return (
    foreignFieldOf(subscriber.kind, given) ??
    queueFaultOf(subscriber) ??
    hostedFaultOf(subscriber, rules) ??
    (given.url === undefined ? undefined : addressFaultOf(subscriber.kind, given.url, rules.allowsPlainHttp)) ??
    eventsFaultOf(subscriber) ??
    filterFaultOf(subscriber, rules) ??
    retryFaultOf(subscriber)
  );
}

function foreignFieldOf(kind: SubscriberKind, given: Given): string | undefined {
  const notFor = Object.entries(NOT_FOR[kind]) as [keyof Given, string][];
  const [field, why] = notFor.find(([name]) => given[name] !== undefined && given[name] !== null) ?? [];
  return field && `/${field} is not for a subscriber of kind ${kind}: ${why}`;
}

function queueFaultOf({ kind, taskQueue }: Subscriber): string | undefined {
  const isOurs = taskQueue === PAYMENTS_TASK_QUEUE || taskQueue.startsWith(deliverQueueOf(''));
  if (kind !== 'activity' || !isOurs) return undefined;
  return `task queue ${taskQueue} is paynotify's own; give the subscriber one that its worker polls`;
}

function hostedFaultOf({ kind, activity }: Subscriber, { hosted }: SubscriberRules): string | undefined {
  if (kind !== 'hosted' || hosted.includes(activity)) return undefined;
  return `/activity ${activity} is not among the code that the payments worker has: ${hosted.join(', ')}`;
}

function eventsFaultOf({ kind, events, orderTypes, results, filter }: Subscriber): string | undefined {
  if (events === 'payment') return undefined;
  if (kind === 'hosted' || kind === 'amqp') return `/events operator is not for a subscriber of kind ${kind}`;
  const [narrowed] = Object.entries({ orderTypes, results, filter }).find(([, value]) => value !== null) ?? [];
  return narrowed && `/${narrowed} is not for a subscriber of events operator: it is about results of payments`;
}

function filterFaultOf({ filter }: Subscriber, rules: SubscriberRules): string | undefined {
  const fault = filter === null ? null : rules.filter.faultOf(filter);
  return fault === null ? undefined : `/filter ${fault}`;
}

function retryFaultOf({ retry: { initialIntervalSeconds: first, maximumIntervalSeconds: longest } }: Subscriber) {
  return first > longest
    ? `the retry policy's initialIntervalSeconds (${first}) is above its maximumIntervalSeconds (${longest})`
    : undefined;
}
