import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { identifier, reason } from '../forms.ts';
import { doneNotice } from '../pages/notice.ts';
import { paymentPage } from '../pages/payment.ts';
import { problemPage } from '../pages/problem.ts';
import type { ConsoleParts } from '../parts.ts';
import { visitorOf } from '../signed-in.ts';
import { sendPage, visitOf } from '../visit.ts';

const params = z.object({ payNo: identifier });

/** One payment on one page, and what can be done about it. */
export const payment: FastifyPluginAsyncZod<ConsoleParts> = async (app, { see, actOnDelivery, redeliver, decide }) => {
  const querystring = z.object({ done: z.string().default('') });
  app.get('/payments/:payNo', { schema: { params, querystring } }, async (request, reply) => {
    const visit = visitOf(request);
    const { texts } = visit;
    const seen = await see(request.params.payNo);
    if (!seen) {
      const main = problemPage(texts, { detail: texts.errors.noPayment(request.params.payNo) });
      return sendPage(reply, visit, { title: texts.errors.title, main, status: 404 });
    }
    const title = seen.order?.title ?? seen.view.payNo;
    return sendPage(reply, visit, { title, main: paymentPage(texts, seen, doneNotice(texts, request.query.done)) });
  });

  const delivery = z.strictObject({
    act: z.enum(['retry', 'skip']),
    subscriber: identifier,
    resultId: identifier.optional(),
    reason,
  });
  app.post('/payments/:payNo/deliveries', { schema: { params, body: delivery } }, async (request, reply) => {
    const { act, subscriber, resultId, reason: because } = request.body;
    await actOnDelivery(act, request.params.payNo, { subscriber, resultId, by: visitorOf(request), reason: because });
    return reply.redirect(addressOf(request.params.payNo, act), 303);
  });

  const delivered = z.strictObject({ act: z.literal('redeliver'), subscriber: identifier, resultId: identifier, reason });
  app.post('/payments/:payNo/redelivery', { schema: { params, body: delivered } }, async (request, reply) => {
    const { act, subscriber, resultId, reason: because } = request.body;
    await redeliver(request.params.payNo, { subscriber, resultId, by: visitorOf(request), reason: because });
    return reply.redirect(addressOf(request.params.payNo, act), 303);
  });

  const decision = z.strictObject({ act: z.enum(['approve', 'reject']), reason });
  app.post('/payments/:payNo/decision', { schema: { params, body: decision } }, async (request, reply) => {
    const { act, reason: because } = request.body;
    await decide(request.params.payNo, { approve: act === 'approve', by: visitorOf(request), reason: because });
    return reply.redirect(addressOf(request.params.payNo, act), 303);
  });
};

const addressOf = (payNo: string, done: string): string => `/console/payments/${encodeURIComponent(payNo)}?done=${done}`;
