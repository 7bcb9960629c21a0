import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Subscriber } from '../../domain/subscription.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { changedBy } from '../new-subscriber.ts';
import { replaceSecret } from '../replace-secret.ts';
import { identifier, problems } from '../schemas.ts';
import { limitRates } from '../subscriber-rates.ts';
import { faultOf } from '../subscriber-rules.ts';
import { changedSubscriber, subscriberChange } from '../subscriber-schemas.ts';
import { viewSubscriber } from '../subscriber-view.ts';
import { tellOpenProcesses } from '../tell-open-processes.ts';

const schema = {
  tags: ['subscribers'],
  summary: 'Change what is given, also of what it is being told; the rest stays',
  params: z.object({ name: identifier }),
  body: subscriberChange,
  response: { 200: changedSubscriber, ...problems(400, 401, 404, 409, 503) },
};

/** What a delivery under way goes by. All else counts from the next result or attempt on, without a word to anybody. */
const OF_DELIVERIES = ['taskQueue', 'activity', 'retry', 'timeoutSeconds'] as const;

/** Changes of who is told, where and how. After a 503 the same change can be sent again. */
export const subscriberChanges: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { database, notifications, secretBox } = api;
  const find = createFindSubscriber(database);
  app.patch('/:name', { schema }, async (request) => {
    const { params, body } = request;
    const before = await find(params.name);
    const { name, kind } = before;
    const changed = (subscriber: Subscriber) => {
      const after = changedBy(subscriber, body);
      const fault = faultOf(after, body, api);
      if (fault !== undefined) throw app.httpErrors.badRequest(fault);
      return after;
    };
    const rates = { before, after: changed(before), isGiven: body.maxPerSecond !== undefined };
    const sealed = kind === 'amqp' && body.url !== undefined ? secretBox.seal(name, body.url) : undefined;
    await limitRates(notifications.taskQueues, await database.listSubscribers(), rates);
    // Somebody else may have changed another field of it meanwhile.
    const after = await database.inTransaction(async (tx) => {
      const now = changed((await tx.lockSubscriber(name)) ?? (await find(name)));
      await tx.updateSubscriber(now);
      if (sealed) await replaceSecret(tx, name, sealed);
      return now;
    });
    const concernsOpenOnes = OF_DELIVERIES.some((field) => body[field] !== undefined);
    const change = { subscriber: name, by: operatorOf(request), reason: 'changed' };
    return { ...viewSubscriber(after), ...(concernsOpenOnes && (await tellOpenProcesses(api, change))) };
  });
};
