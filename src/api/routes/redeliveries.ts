import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createRedeliver } from '../acts/redeliveries.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { identifier, problems, text } from '../schemas.ts';

const schema = {
  tags: ['payments'],
  summary: 'Deliver once more what was delivered, with the same idempotency key',
  params: z.object({ payNo: identifier, subscriber: identifier }),
  body: z.strictObject({ resultId: text(200), reason: text(500) }),
  response: {
    202: z.object({ payNo: z.string(), subscriber: z.string(), resultId: z.string(), accepted: z.literal('redeliver') }),
    ...problems(400, 401, 404, 409, 503),
  },
};

export const redeliveries: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const redeliver = createRedeliver(api);
  app.post('/:payNo/deliveries/:subscriber/redeliver', { schema }, async (request, reply) => {
    const { payNo, subscriber } = request.params;
    const { resultId, reason } = request.body;
    await redeliver(payNo, { subscriber, resultId, by: operatorOf(request), reason });
    return reply.code(202).send({ payNo, subscriber, resultId, accepted: 'redeliver' as const });
  });
};
