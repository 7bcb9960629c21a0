import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { bulkOrder } from '../bulk-order.ts';
import { batchProgress, bulkAccepted, bulkCounted, bulkRequest, listedBatch } from '../bulk-schemas.ts';
import { cancelAccepted, requireCancelled } from '../cancelled.ts';
import { identifier, problems } from '../schemas.ts';

const tags = ['bulk'];
const params = z.object({ batchId: identifier });

const PAYMENTS_PER_SECOND = 10;

/** Retry or skip for many payments at once: a batch operation of Temporal, of which one runs at a time. */
export const bulk: FastifyPluginAsyncZod<Api> = async (app, { notifications: { batches } }) => {
  const begin = {
    ...{ tags, summary: 'Retry or skip the deliveries of many payments, as they are at this moment', body: bulkRequest },
    response: { 200: bulkCounted, 202: bulkAccepted, ...problems(400, 401, 503) },
  };
  app.post('', { schema: begin }, async (request, reply) => {
    const order = bulkOrder(request.body, { by: operatorOf(request), until: new Date() });
    const count = await batches.count(order.query);
    if (request.body.dryRun) return reply.code(200).send({ count, query: order.query });
    const { batchId } = await batches.signalAll(order);
    return reply.code(202).send({ batchId, count, estimatedSeconds: Math.ceil(count / PAYMENTS_PER_SECOND) });
  });

  const recent = { tags, summary: 'The latest batches', response: { 200: z.array(listedBatch), ...problems(401, 503) } };
  app.get('', { schema: recent }, async () =>
    (await batches.list()).map(({ jobId: batchId, ...batch }) => ({ batchId, ...batch })),
  );

  const one = { tags, summary: 'How far a batch is', params, response: { 200: batchProgress, ...problems(401, 404, 503) } };
  app.get('/:batchId', { schema: one }, async ({ params: { batchId } }) => {
    const progress = await batches.progress(batchId);
    if (!progress) throw app.httpErrors.notFound(`there is no batch ${batchId}`);
    return { batchId, ...progress };
  });

  const cancelled = { 202: z.object({ batchId: z.string(), accepted: cancelAccepted }), ...problems(401, 404, 409, 503) };
  const cancel = { tags, summary: 'Signal nobody further; who was signalled stays so', params, response: cancelled };
  app.post('/:batchId/cancel', { schema: cancel }, async ({ params: { batchId } }, reply) => {
    requireCancelled(await batches.cancel(batchId), `batch ${batchId}`);
    return reply.code(202).send({ batchId, accepted: 'cancel' as const });
  });
};
