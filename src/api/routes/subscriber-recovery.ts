import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { OPEN_PAYMENTS } from '../../domain/temporal-names.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';
import { batchId, reasonGiven } from '../subscriber-schemas.ts';

const payments = z.int().describe('open payments that hear of it; those that have nothing for this subscriber do nothing');

const schema = {
  tags: ['subscribers'],
  summary: 'Try once more, and at once, all that is parked or retrying for it at this moment',
  params: z.object({ name: identifier }),
  body: z.strictObject({
    since: z.iso.datetime({ offset: true }).optional().describe('only of payments that began then or later'),
    reason: reasonGiven,
    dryRun: z.boolean().default(false).describe('only count'),
  }),
  response: { 200: z.object({ payments }), 202: z.object({ batchId, payments }), ...problems(400, 401, 404, 409, 503) },
};

export const subscriberRecovery: FastifyPluginAsyncZod<Api> = async (app, { database, notifications: { batches } }) => {
  const find = createFindSubscriber(app, database);
  app.post('/:name/recover', { schema, preValidation: optionalBody }, async (request, reply) => {
    const { name, pausedBy } = await find(request.params.name);
    if (pausedBy !== null) throw app.httpErrors.conflict(`${name} is paused by ${pausedBy}: resume it, and it is told`);
    const { since, reason, dryRun } = request.body;
    const query = since ? `${OPEN_PAYMENTS} AND StartTime >= '${new Date(since).toISOString()}'` : OPEN_PAYMENTS;
    const count = await batches.count(query);
    if (dryRun) return reply.code(200).send({ payments: count });
    const by = operatorOf(request);
    const input = { subscriber: name, by, reason, only: { until: new Date().toISOString() } };
    const signal = { name: 'retryDelivery', input };
    const begun = await batches.signalAll({ query, signal, by, reason: `recover ${name}: ${reason}` });
    return reply.code(202).send({ ...begun, payments: count });
  });
};
