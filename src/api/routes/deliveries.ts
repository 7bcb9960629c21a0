import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createDeliveryActs } from '../acts/deliveries.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { identifier, problems, text } from '../schemas.ts';

const schema = {
  tags: ['payments'],
  params: z.object({ payNo: identifier, subscriber: identifier }),
  body: z.strictObject({
    reason: text(500),
    resultId: identifier.optional().describe('only if it is at this result: said twice, the next one is not meant'),
  }),
  response: {
    202: z.object({ payNo: z.string(), subscriber: z.string(), accepted: z.string() }),
    ...problems(400, 401, 404, 409, 503),
  },
};

const summaries = {
  retry: 'Try a parked delivery again, or the next attempt of a retrying one now',
  skip: 'Do not tell this subscriber',
};

/** What a person can do about a delivery that is not settled. */
export const deliveries: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const act = createDeliveryActs(api);

  for (const kind of ['retry', 'skip'] as const) {
    const options = { schema: { ...schema, summary: summaries[kind] } };
    app.post(`/:payNo/deliveries/:subscriber/${kind}`, options, async (request, reply) => {
      const { payNo, subscriber } = request.params;
      const { reason, resultId } = request.body;
      await act(kind, payNo, { subscriber, resultId, by: operatorOf(request), reason });
      return reply.code(202).send({ payNo, subscriber, accepted: kind });
    });
  }
};
