import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DeliveryOrder } from '../../domain/delivery.ts';
import { DEFAULT_RETRY, SUBSCRIBER_DEFAULTS, type Subscriber } from '../../domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE } from '../../domain/temporal-names.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { identifier, problems, subscriber, subscriberChange, subscriberRequest } from '../schemas.ts';

const tags = ['subscribers'];
const params = z.object({ name: identifier });

/** The registry: who is told of the results that are recorded from now on. Open payments keep their snapshot. */
export const subscribers: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { database } = api;
  async function find(name: string): Promise<Subscriber> {
    const found = await database.findSubscriber(name);
    if (!found) throw app.httpErrors.notFound(`there is no subscriber ${name}`);
    return found;
  }

  function refuseUntellable(subscriber: Subscriber): void {
    const fault = faultOf(subscriber);
    if (fault) throw app.httpErrors.badRequest(fault);
  }

  app.get('', { schema: { tags, response: { 200: z.array(subscriber), ...problems(401, 503) } } }, () =>
    database.listSubscribers(),
  );

  app.get(
    '/:name',
    { schema: { tags, params, response: { 200: subscriber, ...problems(401, 404, 503) } } },
    ({ params: { name } }) => find(name),
  );

  const created = { 201: subscriber, ...problems(400, 401, 409, 503) };
  app.post('', { schema: { tags, body: subscriberRequest, response: created } }, async ({ body }, reply) => {
    const added = withDefaults(body);
    refuseUntellable(added);
    if (!(await database.insertSubscriber(added)))
      throw app.httpErrors.conflict(`there is a subscriber ${added.name} already; PATCH changes it`);
    return reply.code(201).send(added);
  });

  const changed = { 200: subscriber, ...problems(400, 401, 404, 503) };
  app.patch(
    '/:name',
    { schema: { tags, params, body: subscriberChange, response: changed } },
    async ({ params: { name }, body }) => {
      const before = await find(name);
      const after: Subscriber = { ...before, ...defined(body), retry: { ...before.retry, ...defined(body.retry ?? {}) } };
      refuseUntellable(after);
      await database.updateSubscriber(after);
      return after;
    },
  );

  const querystring = z.strictObject({ deliveries: z.literal('skip').optional() });
  const removed = { 204: z.undefined(), ...problems(400, 401, 404, 409, 503) };
  app.delete('/:name', { schema: { tags, params, querystring, response: removed } }, async (request, reply) => {
    const { name } = await find(request.params.name);
    const unsettled = await database.listUnsettledDeliveries(name);
    if (unsettled.length > 0 && request.query.deliveries !== 'skip') {
      throw app.httpErrors.conflict(`${unsettled.length} deliveries to ${name} are not settled; ?deliveries=skip gives them up`);
    }
    for (const delivery of unsettled)
      await skip(api, delivery, { subscriber: name, by: operatorOf(request), reason: 'subscriber removed' });
    await database.removeSubscriber(name);
    return reply.code(204).send();
  });
};

/** Why Temporal would not tell this subscriber anything: it would hold up every payment that tries to. */
function faultOf({ taskQueue, retry: { initialIntervalSeconds: first, maximumIntervalSeconds: longest } }: Subscriber) {
  if (taskQueue === PAYMENTS_TASK_QUEUE)
    return `task queue ${taskQueue} is paynotify's own; give the subscriber one that its worker polls`;
  return first > longest
    ? `the retry policy's initialIntervalSeconds (${first}) is above its maximumIntervalSeconds (${longest})`
    : undefined;
}

/** In its workflow, or in Postgres where the workflow was ended from outside. */
async function skip(
  { notifications, database }: Api,
  { payNo, resultId }: { payNo: string; resultId: string },
  order: DeliveryOrder,
): Promise<void> {
  if (await notifications.skipDelivery(payNo, order)) return;
  const { subscriber, by: settledBy, reason } = order;
  const skipped = { resultId, subscriber, status: 'skipped', settledAt: new Date().toISOString(), settledBy, reason } as const;
  await database.recordSettledDeliveries({ payNo, deliveries: [{ ...skipped, attempts: 0, lastError: null }] });
}

type Request = z.infer<typeof subscriberRequest>;

const withDefaults = (request: Request): Subscriber => ({
  ...SUBSCRIBER_DEFAULTS,
  ...defined(request),
  name: request.name,
  kind: request.kind,
  taskQueue: request.taskQueue,
  retry: { ...DEFAULT_RETRY, ...defined(request.retry ?? {}) },
});

type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Without the fields that were left out. */
const defined = <Fields extends object>(fields: Fields): Partial<Defined<Fields>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Defined<Fields>>;
