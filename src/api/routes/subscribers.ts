import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Subscriber } from '../../domain/subscription.ts';
import { newWebhookSecret } from '../../secrets/webhook-secret.ts';
import type { Api } from '../api.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { newSubscriber } from '../new-subscriber.ts';
import type { Pollers } from '../pollers.ts';
import { replaceSecret } from '../replace-secret.ts';
import { identifier, problems } from '../schemas.ts';
import { limitRates } from '../subscriber-rates.ts';
import { faultOf, missingFieldOf } from '../subscriber-rules.ts';
import { addedSubscriber, subscriber, subscriberRequest } from '../subscriber-schemas.ts';
import { viewSubscriber } from '../subscriber-view.ts';

const tags = ['subscribers'];
const params = z.object({ name: identifier });

/** The registry: who is told of what, where and how. */
export const subscribers: FastifyPluginAsyncZod<Api & { pollers: Pollers }> = async (app, api) => {
  const { database, notifications, pollers, secretBox } = api;
  const find = createFindSubscriber(database);

  const view = async (found: Subscriber) => viewSubscriber(found, await pollers.problemOf(found.taskQueue));

  const listed = { summary: 'Who is told', response: { 200: z.array(subscriber), ...problems(401, 503) } };
  app.get('', { schema: { tags, ...listed } }, async () => Promise.all((await database.listSubscribers()).map(view)));

  const shown = { summary: 'One of them', response: { 200: subscriber, ...problems(401, 404, 503) } };
  app.get('/:name', { schema: { tags, params, ...shown } }, async (request) => view(await find(request.params.name)));

  const added = {
    summary: 'Tell somebody else too: the results that are recorded from now on',
    response: { 201: addedSubscriber, ...problems(400, 401, 409, 503) },
  };
  app.post('', { schema: { tags, body: subscriberRequest, ...added } }, async ({ body }, reply) => {
    const asked = newSubscriber(body);
    const fault = missingFieldOf(body.kind, body) ?? faultOf(asked, body, api);
    if (fault !== undefined) throw app.httpErrors.badRequest(fault);
    const { name, kind } = asked;
    const secret = kind === 'http' ? newWebhookSecret() : body.url;
    const sealed = secret === undefined ? undefined : secretBox.seal(name, secret);
    const nameIsTaken = () => app.httpErrors.conflict(`there is a subscriber ${name} already; PATCH changes it`);
    const others = await database.listSubscribers();
    if (others.some((other) => other.name === name)) throw nameIsTaken();
    await limitRates(notifications.taskQueues, others, { after: asked });
    const isNew = await database.inTransaction(async (tx) => {
      const inserted = await tx.insertSubscriber(asked);
      if (inserted && sealed) await replaceSecret(tx, name, sealed);
      return inserted;
    });
    if (!isNew) throw nameIsTaken();
    return reply.code(201).send({ ...viewSubscriber(asked), ...(kind === 'http' && secret !== undefined && { secret }) });
  });
};
