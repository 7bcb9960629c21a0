import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unavailable } from '../../domain/errors.ts';
import type { PaymentProcess } from '../../temporal/payment-processes.ts';
import type { Api } from '../api.ts';
import { viewPayment } from '../payment-view.ts';
import type { Pollers } from '../pollers.ts';
import { identifier, payment, problems } from '../schemas.ts';
import { sayWhereNobodyPolls } from '../unpolled-deliveries.ts';

const tags = ['payments'];

/** Payments: where each stands. */
export const payments: FastifyPluginAsyncZod<Api & { pollers: Pollers }> = async (app, api) => {
  const { database, notifications, workflowUrl, pollers } = api;
  const params = z.object({ payNo: identifier });
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
        database.listResults(payNo),
      ]);
      if (!payRecord && facts.length === 0 && !process) throw app.httpErrors.notFound(`there is no payment ${payNo}`);
      const url = process && workflowUrl(process.workflowId, process.runId);
      const view = viewPayment({ payNo, payRecord, facts, results, process, workflowUrl: url });
      return { ...view, results: await sayWhereNobodyPolls(view.results, process, pollers) };
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
};
