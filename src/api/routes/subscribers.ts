import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Statements } from '../../db/database.ts';
import type { Subscriber } from '../../domain/subscription.ts';
import { newWebhookSecret } from '../../secrets/webhook-secret.ts';
import type { Api } from '../api.ts';
import { changedSubscriber, newSubscriber } from '../new-subscriber.ts';
import type { Pollers } from '../pollers.ts';
import { identifier, problems } from '../schemas.ts';
import { limitRates } from '../subscriber-rates.ts';
import { faultOf, missingFieldOf } from '../subscriber-rules.ts';
import { newSubscriber as newSubscriberSchema, subscriber, subscriberChange, subscriberRequest } from '../subscriber-schemas.ts';
import { viewSubscriber } from '../subscriber-view.ts';

const tags = ['subscribers'];
const params = z.object({ name: identifier });

/** The registry: who is told of what, where and how. */
export const subscribers: FastifyPluginAsyncZod<Api & { pollers: Pollers }> = async (app, api) => {
  const { database, notifications, pollers, secretBox } = api;
  async function find(name: string): Promise<Subscriber> {
    const found = await database.findSubscriber(name);
    if (!found) throw app.httpErrors.notFound(`there is no subscriber ${name}`);
    return found;
  }

  function refuse(fault: string | undefined): void {
    if (fault !== undefined) throw app.httpErrors.badRequest(fault);
  }

  const view = async (found: Subscriber) => viewSubscriber(found, await pollers.problemOf(found.taskQueue));

  const listed = { summary: 'Who is told', response: { 200: z.array(subscriber), ...problems(401, 503) } };
  app.get('', { schema: { tags, ...listed } }, async () => Promise.all((await database.listSubscribers()).map(view)));

  const shown = { summary: 'One of them', response: { 200: subscriber, ...problems(401, 404, 503) } };
  app.get('/:name', { schema: { tags, params, ...shown } }, async ({ params: { name } }) => view(await find(name)));

  const created = {
    summary: 'Tell somebody else too: the results that are recorded from now on',
    response: { 201: newSubscriberSchema, ...problems(400, 401, 409, 503) },
  };
  app.post('', { schema: { tags, body: subscriberRequest, ...created } }, async ({ body }, reply) => {
    refuse(missingFieldOf(body.kind, body));
    const added = newSubscriber(body);
    refuse(faultOf(added, body, api));
    const secret = added.kind === 'http' ? newWebhookSecret() : body.url;
    const sealed = secret === undefined ? undefined : secretBox.seal(added.name, secret);
    const nameIsTaken = () => app.httpErrors.conflict(`there is a subscriber ${added.name} already; PATCH changes it`);
    const others = await database.listSubscribers();
    if (others.some(({ name }) => name === added.name)) throw nameIsTaken();
    await limitRates(notifications.taskQueues, others, { after: added });
    const isNew = await database.inTransaction(async (tx) => {
      const inserted = await tx.insertSubscriber(added);
      if (inserted && sealed) await replaceSecret(tx, added.name, sealed);
      return inserted;
    });
    if (!isNew) throw nameIsTaken();
    return reply.code(201).send({ ...viewSubscriber(added), ...(added.kind === 'http' && secret !== undefined && { secret }) });
  });

  const changed = {
    summary: 'Change what is given; the rest stays',
    response: { 200: subscriber, ...problems(400, 401, 404, 409, 503) },
  };
  app.patch('/:name', { schema: { tags, params, body: subscriberChange, ...changed } }, async ({ params: { name }, body }) => {
    const before = await find(name);
    const after = changedSubscriber(before, body);
    refuse(faultOf(after, body, api));
    const sealed = after.kind === 'amqp' && body.url !== undefined ? secretBox.seal(name, body.url) : undefined;
    await limitRates(notifications.taskQueues, await database.listSubscribers(), { before, after });
    await database.inTransaction(async (tx) => {
      await tx.updateSubscriber(after);
      if (sealed) await replaceSecret(tx, name, sealed);
    });
    return viewSubscriber(after);
  });
};

/** From now on it is the only one. */
async function replaceSecret(tx: Statements, subscriberName: string, secret: Buffer): Promise<void> {
  await tx.deleteSubscriberSecrets(subscriberName);
  await tx.insertSubscriberSecret({ subscriber: subscriberName, secret });
}
