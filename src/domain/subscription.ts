import type { PaymentResult, ResultKind } from './payment-result.ts';
import type { ResultFilter } from './result-filter.ts';

/** How a delivery is tried again. */
export type RetryPolicy = {
  initialIntervalSeconds: number;
  backoffCoefficient: number;
  maximumIntervalSeconds: number;
  /** `null`: no end. */
  maximumAttempts: number | null;
  /** `null`: never. It counts the time without a worker too. */
  giveUpAfterSeconds: number | null;
};

/**
 * How a subscriber is told. `activity`: its own worker runs an activity; `hosted`: code that lives in the payments worker;
 * `http`: a webhook, after Standard Webhooks; `amqp`: the message of the system replaced, on a RabbitMQ.
 */
export type SubscriberKind = 'activity' | 'hosted' | 'http' | 'amqp';

/** Who must hear, of what, and how. A filter that is `null` takes everything. */
export type Subscriber = {
  name: string;
  kind: SubscriberKind;
  taskQueue: string;
  /** The activity type that is called on the task queue. */
  activity: string;
  /** Where `http` and `amqp` ones are reached, without user and password; null for the others. */
  url: string | null;
  /** What it hears of: results of payments, or what an operator must know of (something parked, held, paused). */
  events: 'payment' | 'operator';
  orderTypes: string[] | null;
  results: ResultKind[] | null;
  /** A condition on the fields of a result, in CEL; see `src/activities/filter.ts`. */
  filter: string | null;
  /** Attempts a second over all workers: the rate limit of its task queue. `null`: no limit. */
  maxPerSecond: number | null;
  retry: RetryPolicy;
  /** How long one attempt may take. */
  timeoutSeconds: number;
  /** `paused`: its deliveries are parked until it is resumed. */
  status: 'active' | 'paused';
  /** Who paused it. */
  pausedBy: string | null;
};

/** A subscriber as it stood when a result was recorded: what the workflow needs to tell it. */
export type Subscription = Pick<Subscriber, 'name' | 'kind' | 'taskQueue' | 'activity' | 'retry' | 'timeoutSeconds'>;

/** A subscription with the settings of this moment; `pausedBy` is there while it is paused, `removed` once there is no such subscriber. */
export type CurrentSubscription = Subscription & { pausedBy?: string; removed?: true };

/** A subscriber that is not told a result, and why, in words. */
export type NotMatched = { subscriber: string; reason: string };

/** Retried for ever, at most an hour apart: nothing is given up unless a subscriber asks for it. */
export const DEFAULT_RETRY: RetryPolicy = {
  initialIntervalSeconds: 1,
  backoffCoefficient: 2,
  maximumIntervalSeconds: 3600,
  maximumAttempts: null,
  giveUpAfterSeconds: null,
};

/** What a subscriber has unless it says otherwise: it is told of every payment, at any rate, for ever. */
export const SUBSCRIBER_DEFAULTS = {
  activity: 'onPaymentResult',
  url: null,
  events: 'payment',
  orderTypes: null,
  results: null,
  filter: null,
  maxPerSecond: null,
  retry: DEFAULT_RETRY,
  timeoutSeconds: 30,
  status: 'active',
  pausedBy: null,
} as const satisfies Partial<Subscriber>;

/** Who was to be told that a payment was made, and for whom a person decided that it is not. */
export type ToldPaid = { subscribers: string[]; skipped: string[] };

/** `paid` for a refund: it is told to nobody who wants to hear of payments and did not hear of this one. */
type Matching = { filter: Pick<ResultFilter, 'takes'>; paid?: ToldPaid };

/** Who is told this result, and for everybody else who hears of payments the reason why not. */
export function matchSubscribers(subscribers: Subscriber[], result: PaymentResult, { filter, paid }: Matching) {
  const subscriptions: Subscription[] = [];
  const notMatched: NotMatched[] = [];
  for (const subscriber of subscribers) {
    if (subscriber.events !== 'payment') continue;
    const reason =
      whyNot(subscriber, result) ?? whyFiltered(subscriber, result, filter) ?? (paid && whyNotRefund(subscriber, paid));
    if (reason) notMatched.push({ subscriber: subscriber.name, reason });
    else subscriptions.push(snapshot(subscriber));
  }
  return { subscriptions, notMatched };
}

function whyNot({ kind, orderTypes, results }: Subscriber, { orderType, result }: PaymentResult): string | undefined {
  // Whatever its listener reads there is a payment to it: it would open a course for an order that was closed.
  if (kind === 'amqp' && result !== 'paid') return `the replaced system's message has no word for ${result}`;
  if (orderTypes && !orderTypes.includes(orderType)) return `order type ${orderType} is not among ${orderTypes.join(', ')}`;
  if (results && !results.includes(result)) return `result ${result} is not among ${results.join(', ')}`;
  return undefined;
}

function whyFiltered({ filter: expression }: Subscriber, result: PaymentResult, filter: Matching['filter']): string | undefined {
  return expression === null || filter.takes(expression, result) ? undefined : `its filter leaves it out: ${expression}`;
}

function whyNotRefund({ name, results }: Subscriber, paid: ToldPaid): string | undefined {
  if (results && !results.includes('paid')) return undefined;
  if (!paid.subscribers.includes(name)) return 'superseded: it was not subscribed when the payment was made';
  return paid.skipped.includes(name) ? 'superseded: its paid was skipped' : undefined;
}

/** The settings of this moment for a subscription that was recorded earlier. */
export const currentSubscriptions = (subscriptions: Subscription[], subscribers: Subscriber[]): CurrentSubscription[] =>
  subscriptions.map((recorded) => {
    const subscriber = subscribers.find(({ name }) => name === recorded.name);
    return subscriber ? asItIs(subscriber) : { ...recorded, removed: true };
  });

/** A subscription to a subscriber with its settings of this moment. */
export const asItIs = (subscriber: Subscriber): CurrentSubscription => ({
  ...snapshot(subscriber),
  ...(subscriber.pausedBy !== null && { pausedBy: subscriber.pausedBy }),
});

/** Would a delivery go the same way with either? */
export const sameSettings = (a: Subscription, b: Subscription): boolean =>
  (['kind', 'taskQueue', 'activity', 'timeoutSeconds'] as const).every((field) => a[field] === b[field]) &&
  (Object.keys(DEFAULT_RETRY) as (keyof RetryPolicy)[]).every((field) => a.retry[field] === b.retry[field]);

export const snapshot = ({ name, kind, taskQueue, activity, retry, timeoutSeconds }: Subscriber): Subscription => ({
  name,
  kind,
  taskQueue,
  activity,
  retry,
  timeoutSeconds,
});
