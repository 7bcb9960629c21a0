import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Subscriber } from '../../domain/subscription.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { giveUpDeliveries } from '../give-up-deliveries.ts';
import { identifier, problems } from '../schemas.ts';
import { limitRates } from '../subscriber-rates.ts';

const schema = {
  tags: ['subscribers'],
  summary: 'Tell it nothing more; refused while it still has to be told something, unless that is given up',
  params: z.object({ name: identifier }),
  querystring: z.strictObject({ deliveries: z.literal('skip').optional() }),
  response: { 204: z.undefined(), ...problems(400, 401, 404, 409, 503) },
};

/** After a 503 the same can be sent again. */
export const subscriberRemoval: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { database } = api;
  const find = createFindSubscriber(database);
  app.delete('/:name', { schema }, async (request, reply) => {
    const { name } = request.params;
    const isGivenUp = request.query.deliveries === 'skip';
    const { length } = await database.listUnsettledDeliveries(name);
    const eventIds = await findEvents(api, name, isGivenUp);
    const unsettled = length + eventIds.length;
    // Its removal may have been answered 503 when it was done, and what it had to be told was not yet given up.
    const before = isGivenUp && unsettled > 0 ? await database.findSubscriber(name) : await find(name);
    if (unsettled > 0 && !isGivenUp) {
      throw app.httpErrors.conflict(`${unsettled} deliveries to ${name} are not settled; ?deliveries=skip gives them up`);
    }
    if (before) await remove(api, before);
    const order = { subscriber: name, by: operatorOf(request), reason: 'subscriber removed' };
    if (isGivenUp) await giveUpDeliveries(api, order, eventIds);
    return reply.code(204).send();
  });
};

/** The events that it is not told yet, which Temporal alone knows. Who hears of payments has none: that goes without Temporal. */
async function findEvents({ database, notifications }: Api, name: string, isGivenUp: boolean): Promise<string[]> {
  const subscriber = await database.findSubscriber(name);
  const mayHaveSome = subscriber ? subscriber.events === 'operator' : isGivenUp; // it may be removed, and they not yet given up
  return mayHaveSome ? notifications.events.listWaiting(name) : [];
}

/** First of all: whoever is told that it has changed must read that it is removed. */
async function remove({ database, notifications }: Api, before: Subscriber): Promise<void> {
  await limitRates(notifications.taskQueues, await database.listSubscribers(), { before });
  await database.inTransaction(async (tx) => {
    await tx.removeSubscriber(before.name);
    await tx.deleteSubscriberSecrets(before.name);
  });
}
