import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Order } from '../../domain/order.ts';
import { timeLimitOf } from '../../domain/order-time-limit.ts';
import type { Api } from '../api.ts';
import { newPayNo } from '../numbers.ts';
import { identifier, payRecord, problems } from '../schemas.ts';

/** The attempts to pay for an order, each of which is watched from before it exists. */
export const payRecords: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { database, providers, notifications, orderTimeoutMinutes } = api;

  /** @throws 404 or 409 when there is nothing to pay. */
  function requireUnpaid(order: Order | undefined, orderId: string): void {
    if (!order) throw app.httpErrors.notFound(`there is no order ${orderId}`);
    if (order.status !== 'unpaid') throw app.httpErrors.conflict(`order ${orderId} is ${order.status}`);
    if (timeLimitOf(order, orderTimeoutMinutes) <= new Date()) {
      throw app.httpErrors.conflict(`order ${orderId} is closed: it was not paid within ${orderTimeoutMinutes} minutes`);
    }
  }

  app.post(
    '/:orderId/pay-records',
    {
      schema: {
        tags: ['orders'],
        summary: 'Begin to pay for an order, at its price of this moment',
        params: z.object({ orderId: identifier }),
        body: z.strictObject({ provider: identifier }),
        response: { 201: payRecord, ...problems(400, 401, 404, 409, 422, 503) },
      },
    },
    async ({ params: { orderId }, body: { provider } }, reply) => {
      if (!providers.has(provider)) {
        throw app.httpErrors.unprocessableEntity(
          `provider ${provider} is not on; these are: ${[...providers.keys()].join(', ') || 'none'}`,
        );
      }
      requireUnpaid(await database.findOrder(orderId), orderId);
      const payNo = newPayNo();
      // Before the pay record, and 30 s before it looks for it: there is never one that nobody asks for. That long the
      // transaction cannot take: each of its statements ends within 5 s.
      await notifications.watch(payNo, provider);
      const made = await database.inTransaction(async (tx) => {
        requireUnpaid(await tx.lockOrder(orderId), orderId);
        return tx.insertPayRecord({ payNo, orderId, provider });
      });
      return reply.code(201).send(made);
    },
  );
};
