import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sameMoney } from '../../domain/money.ts';
import type { Order, OrderRequest } from '../../domain/order.ts';
import { orderAt } from '../../domain/order-time-limit.ts';
import type { Api } from '../api.ts';
import { newOrderId } from '../numbers.ts';
import { identifier, order, orderRequest, payRecord, problems } from '../schemas.ts';

const tags = ['orders'];

/** Orders; routes/pay-records.ts has the attempts to pay for them. */
export const orders: FastifyPluginAsyncZod<Api> = async (app, { database, orderTimeoutMinutes: timeoutMinutes }) => {
  app.post(
    '',
    {
      schema: {
        tags,
        summary: 'Make an order; the same Idempotency-Key gives the same order',
        headers: z.object({ 'idempotency-key': z.string().min(1).max(200).optional() }),
        body: orderRequest,
        response: { 201: order, ...problems(400, 401, 422, 503) },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'] ?? null;
      const made = await database.insertOrder({ ...request.body, orderId: newOrderId(), idempotencyKey });
      if (!asksForTheSame(made, request.body)) {
        throw app.httpErrors.unprocessableEntity('this Idempotency-Key was used for another order; take a new key');
      }
      return reply.code(201).send(made);
    },
  );

  app.get(
    '/:orderId',
    {
      schema: {
        tags,
        summary: 'An order with its pay records',
        params: z.object({ orderId: identifier }),
        response: { 200: order.extend({ payRecords: z.array(payRecord) }), ...problems(401, 404, 503) },
      },
    },
    async ({ params: { orderId } }) => {
      const found = await database.findOrder(orderId);
      if (!found) throw app.httpErrors.notFound(`there is no order ${orderId}`);
      const payRecords = await database.listPayRecords(orderId);
      return { ...orderAt(new Date(), found, { payRecords, timeoutMinutes }), payRecords };
    },
  );
};

const asksForTheSame = (made: Order, asked: OrderRequest): boolean =>
  sameMoney(made.amount, asked.amount) &&
  (['orderType', 'outBusinessId', 'userId', 'title'] as const).every((field) => made[field] === asked[field]);
