import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { createPaymentLook } from '../payment-look.ts';
import type { Pollers } from '../pollers.ts';
import { identifier, payment, problems } from '../schemas.ts';

const tags = ['payments'];

/** Payments: where each stands. */
export const payments: FastifyPluginAsyncZod<Api & { pollers: Pollers }> = async (app, api) => {
  const look = createPaymentLook(api);
  const params = z.object({ payNo: identifier });
  const summary = 'Where a payment stands, and each of its deliveries';
  app.get(
    '/:payNo',
    { schema: { tags, summary, params, response: { 200: payment, ...problems(401, 404, 503) } } },
    async (request) => {
      const { payNo } = request.params;
      const found = await look(payNo);
      if (!found) throw app.httpErrors.notFound(`there is no payment ${payNo}`);
      return found.view;
    },
  );
};
