import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unavailable } from '../../domain/errors.ts';
import type { Api } from '../api.ts';
import { createPaymentList } from '../payment-list.ts';
import { paymentRow, paymentState } from '../payment-row.ts';
import { problems, text } from '../schemas.ts';

const querystring = z.strictObject({
  state: paymentState.optional(),
  subscriber: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional()
    .describe('parked for this one'),
  orderType: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/)
    .optional(),
  since: z.iso.datetime({ offset: true }).optional().describe('those that began then or later'),
  q: text(200).optional().describe('a pay number, order, user or transaction; from four characters on also the beginning of one'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2_000).optional().describe('nextCursor of the page before'),
});

const page = z.object({
  payments: z.array(paymentRow),
  nextCursor: z.string().nullable().describe('null: this is the last page'),
});

const schema = {
  tags: ['payments'],
  summary: 'Payments, the newest first',
  querystring,
  response: { 200: page, ...problems(400, 401, 503) },
};

/** GET /payments. */
export const paymentList: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const list = createPaymentList(api);
  app.get('', { schema }, async ({ query }) => {
    const { state = null, subscriber = null, orderType = null, since = null, q = null, limit, cursor = null } = query;
    const { isComplete, ...found } = await list({ state, subscriber, orderType, since, q, limit, cursor });
    if (state === 'held' && !isComplete) throw new Unavailable('Temporal', 'nobody can decide what is held now');
    return found;
  });
};
