import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DeliveryOrder } from '../../domain/delivery.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { identifier, problems } from '../schemas.ts';
import { limitRates } from '../subscriber-rates.ts';

const schema = {
  tags: ['subscribers'],
  summary: 'Tell it nothing more; refused while it still has to be told something, unless that is given up',
  params: z.object({ name: identifier }),
  querystring: z.strictObject({ deliveries: z.literal('skip').optional() }),
  response: { 204: z.undefined(), ...problems(400, 401, 404, 409, 503) },
};

export const subscriberRemoval: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { database, notifications } = api;
  const find = createFindSubscriber(database);
  app.delete('/:name', { schema }, async (request, reply) => {
    const before = await find(request.params.name);
    const { name } = before;
    const unsettled = await database.listUnsettledDeliveries(name);
    if (unsettled.length > 0 && request.query.deliveries !== 'skip') {
      throw app.httpErrors.conflict(`${unsettled.length} deliveries to ${name} are not settled; ?deliveries=skip gives them up`);
    }
    for (const delivery of unsettled)
      await skip(api, delivery, { subscriber: name, by: operatorOf(request), reason: 'subscriber removed' });
    await limitRates(notifications.taskQueues, await database.listSubscribers(), { before });
    await database.inTransaction(async (tx) => {
      await tx.removeSubscriber(name);
      await tx.deleteSubscriberSecrets(name);
    });
    return reply.code(204).send();
  });
};

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
