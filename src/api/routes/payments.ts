import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { SettledDelivery } from '../../domain/delivery.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { PaymentProcess } from '../../temporal/payment-processes.ts';
import { operatorOf } from '../authentication.ts';
import { viewPayment } from '../payment-view.ts';
import { payment, problems } from '../schemas.ts';
import type { Api } from '../server.ts';

const tags = ['payments'];

/** Payments: where each stands, and what a person can do about its deliveries. */
export const payments: FastifyPluginAsyncZod<Api> = async (app, { database, notifications, workflowUrl }) => {
  const params = z.object({ payNo: z.string() });
  const summary = 'Where a payment stands, and each of its deliveries';
  app.get(
    '/:payNo',
    { schema: { tags, summary, params, response: { 200: payment, ...problems(401, 404, 503) } } },
    async (request) => {
      const { payNo } = request.params;
      const process = await lookOrAway(payNo);
      const [payRecord, facts, results] = await Promise.all([
        database.findPayRecord(payNo),
        database.listFacts(payNo),
        database.listResults(payNo, 'all'),
      ]);
      if (!payRecord && facts.length === 0 && !process) throw app.httpErrors.notFound(`there is no payment ${payNo}`);
      const url = process && workflowUrl(process.workflowId, process.runId);
      return viewPayment({ payNo, payRecord, facts, results, process, workflowUrl: url });
    },
  );

  /** Null where Temporal has no run of it, or is away. */
  async function lookOrAway(payNo: string): Promise<PaymentProcess | null> {
    try {
      return (await notifications.look(payNo)) ?? null;
    } catch (error) {
      if (error instanceof Unavailable) return null;
      throw error;
    }
  }

  const acts = { retry: notifications.retryDelivery, skip: notifications.skipDelivery };
  const act = {
    tags,
    params: z.object({ payNo: z.string(), subscriber: z.string() }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    response: {
      202: z.object({ payNo: z.string(), subscriber: z.string(), accepted: z.string() }),
      ...problems(400, 401, 404, 409, 503),
    },
  };
  const summaries = {
    retry: 'Try a parked delivery again, or the next attempt of a retrying one now',
    skip: 'Do not tell this subscriber',
  };
  for (const kind of ['retry', 'skip'] as const) {
    const schema = { ...act, summary: summaries[kind] };
    app.post(`/:payNo/deliveries/:subscriber/${kind}`, { schema }, async (request, reply) => {
      const { payNo, subscriber } = request.params;
      await requireUnsettled(payNo, subscriber);
      await acts[kind](payNo, { subscriber, by: operatorOf(request), reason: request.body.reason });
      return reply.code(202).send({ payNo, subscriber, accepted: kind });
    });
  }

  /** Throws 409 where the delivery is settled, 404 where there is none, 503 where nobody can say. */
  async function requireUnsettled(payNo: string, subscriber: string): Promise<void> {
    const process = await notifications.look(payNo);
    const isOpen = process?.status === 'RUNNING';
    if (isOpen && !process.open) throw new Unavailable('Temporal', 'no payments worker answers for this workflow');
    const statuses = isOpen ? openStatuses(process, subscriber) : await recordedStatuses(payNo, subscriber);
    if (statuses.some((status) => status === 'pending' || status === 'parked')) return;
    if (statuses.length === 0) throw app.httpErrors.notFound(`payment ${payNo} has no delivery to ${subscriber}`);
    throw app.httpErrors.conflict(`the delivery to ${subscriber} is ${statuses.at(-1)}`);
  }

  const openStatuses = ({ open }: PaymentProcess, subscriber: string) =>
    (open?.results ?? []).flatMap(({ deliveries }) =>
      deliveries.filter((one) => one.subscriber === subscriber).map(({ status }) => status),
    );

  async function recordedStatuses(payNo: string, subscriber: string): Promise<SettledDelivery['status'][]> {
    const results = await database.listResults(payNo, 'all');
    return results.flatMap(({ settled }) => settled.filter((one) => one.subscriber === subscriber).map(({ status }) => status));
  }
};
