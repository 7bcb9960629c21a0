import { z } from 'zod';
import { resultKind, text } from './schemas.ts';

const seconds = z
  .number()
  .min(1)
  .max(365 * 24 * 3600);

const retryPolicy = z.strictObject({
  initialIntervalSeconds: seconds,
  backoffCoefficient: z.number().min(1).max(100),
  maximumIntervalSeconds: seconds,
  maximumAttempts: z.int().min(1).max(1_000_000).nullable().describe('null: no end'),
  giveUpAfterSeconds: seconds.nullable().describe('null: never. It counts the time without a worker too'),
});

const settings = z.strictObject({
  // A workflow that uses one of Temporal's own queues is stuck.
  taskQueue: text(200)
    .regex(/^(?!\/_sys\/|__temporal_)/, "is one of Temporal's own")
    .describe('activity: the queue that its worker polls'),
  activity: text(200).describe(
    'activity: the type that is called there; hosted: the name of the code, its own name unless given',
  ),
  url: text(2048).describe('http: where it is called; amqp: its broker, shown without user and password'),
  events: z.enum(['payment', 'operator']).describe('what it hears of: results of payments, or what an operator must know'),
  orderTypes: z.array(text(40)).min(1).max(100).nullable(),
  results: z.array(resultKind).min(1).nullable(),
  filter: text(1000).nullable().describe('a condition on the fields of a result, in CEL: amount.amountMinor >= 10000'),
  maxPerSecond: z.number().min(0.01).max(100_000).nullable().describe('attempts a second over all workers; null: no limit'),
  timeoutSeconds: z.int().min(1).max(3600).describe('how long one attempt may take'),
});

const changes = settings.extend({ retry: retryPolicy.partial() }).partial();

/** A new subscriber: what is left out has the defaults. */
export const subscriberRequest = changes.extend({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'is 1 to 40 of a-z, 0-9 and -'),
  kind: z.enum(['activity', 'hosted', 'http', 'amqp']),
});

/** A change of one: what is left out stays. */
export const subscriberChange = changes;

/** A subscriber as it is shown: of taskQueue, activity and url those that its kind has. */
export const subscriber = subscriberRequest.extend({
  ...settings.omit({ taskQueue: true, activity: true, url: true }).shape,
  retry: retryPolicy,
  status: z.enum(['active', 'paused']),
  pausedBy: z.string().optional(),
  problem: z.string().optional().describe('no worker polls its queue, so that nothing reaches it'),
});

/** `secret` is shown here and nowhere else. */
export const addedSubscriber = subscriber.extend({
  secret: z.string().optional().describe('http: what our calls are signed with. It is not shown again'),
});

export const batchId = z.string().describe('tells the open payments, when it is its turn; its progress: GET /bulk/{batchId}');

/** A subscriber whose change open payments are told of. */
export const changedSubscriber = subscriber.extend({ batchId: batchId.optional() });

/** Why somebody does something; kept with what is done. */
export const reasonGiven = text(500).default('no reason given');
