import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unavailable } from '../../domain/errors.ts';
import type { PaymentProcess } from '../../temporal/payment-processes.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { identifier, problems, text } from '../schemas.ts';

const schema = {
  tags: ['payments'],
  params: z.object({ payNo: identifier, subscriber: identifier }),
  body: z.strictObject({ reason: text(500) }),
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
export const deliveries: FastifyPluginAsyncZod<Api> = async (app, { database, notifications }) => {
  const acts = { retry: notifications.retryDelivery, skip: notifications.skipDelivery };

  for (const kind of ['retry', 'skip'] as const) {
    const options = { schema: { ...schema, summary: summaries[kind] } };
    app.post(`/:payNo/deliveries/:subscriber/${kind}`, options, async (request, reply) => {
      const { payNo, subscriber } = request.params;
      await requireUnsettled(payNo, subscriber);
      const isOpen = await acts[kind](payNo, { subscriber, by: operatorOf(request), reason: request.body.reason });
      if (!isOpen) throw app.httpErrors.conflict(`payment ${payNo} has just ended; look at it again`);
      return reply.code(202).send({ payNo, subscriber, accepted: kind });
    });
  }

  /**
   * Throws 409 where it is settled, 404 where there is none, 503 where nobody can say. Where the workflow was ended from
   * outside before it was settled, another run goes on with it.
   */
  async function requireUnsettled(payNo: string, subscriber: string): Promise<void> {
    const process = await notifications.look(payNo);
    const isOpen = process?.status === 'RUNNING';
    if (isOpen && !process.open) throw new Unavailable('The payments worker', 'the query status was not answered');
    const open = isOpen ? openStatuses(process, subscriber) : [];
    const statuses = open.length > 0 ? open : await recordedStatuses(payNo, subscriber);
    if (statuses.length === 0) throw app.httpErrors.notFound(`payment ${payNo} has no delivery to ${subscriber}`);
    const isSettled = statuses.every((status) => status === 'delivered' || status === 'skipped');
    if (isSettled) throw app.httpErrors.conflict(`the delivery to ${subscriber} is ${statuses.at(-1)}`);
    if (!isOpen) await notifications.reopen(payNo);
  }

  const openStatuses = ({ open }: PaymentProcess, subscriber: string): string[] =>
    (open?.results ?? []).flatMap((result) =>
      result.deliveries.filter((one) => one.subscriber === subscriber).map(({ status }) => status),
    );

  async function recordedStatuses(payNo: string, subscriber: string): Promise<string[]> {
    const results = await database.listResults(payNo);
    return results
      .filter(({ subscriptions }) => subscriptions.some(({ name }) => name === subscriber))
      .map(({ settled }) => settled.find((one) => one.subscriber === subscriber)?.status ?? 'unsettled');
  }
};
