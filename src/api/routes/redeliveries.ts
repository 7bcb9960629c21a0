import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
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

/** For a subscriber that lost what it was told. One that did not knows the idempotency key and does nothing. */
export const redeliveries: FastifyPluginAsyncZod<Api> = async (app, { database, notifications }) => {
  app.post('/:payNo/deliveries/:subscriber/redeliver', { schema }, async (request, reply) => {
    const { payNo, subscriber } = request.params;
    const { resultId, reason } = request.body;
    await requireDelivered(payNo, subscriber, resultId);
    await notifications.redeliver(payNo, { subscriber, resultId, by: operatorOf(request), reason });
    return reply.code(202).send({ payNo, subscriber, resultId, accepted: 'redeliver' as const });
  });

  /** As Postgres has it: a delivery that was made a moment ago may not be there yet. */
  async function requireDelivered(payNo: string, subscriber: string, resultId: string): Promise<void> {
    const found = (await database.listResults(payNo)).find(({ result }) => result.resultId === resultId);
    if (!found?.subscriptions.some(({ name }) => name === subscriber))
      throw app.httpErrors.notFound(`payment ${payNo} has no delivery of ${resultId} to ${subscriber}`);
    const status = found.settled.find((one) => one.subscriber === subscriber)?.status ?? 'not recorded as delivered yet';
    if (status !== 'delivered') throw app.httpErrors.conflict(`the delivery of ${resultId} to ${subscriber} is ${status}`);
    if (!(await database.findSubscriber(subscriber)))
      throw app.httpErrors.conflict(`subscriber ${subscriber} was removed: there is nobody to tell`);
  }
};
