import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { identifier, reason } from '../forms.ts';
import { type Notice, subscribersPage } from '../pages/subscribers.ts';
import type { ConsoleParts } from '../parts.ts';
import { visitorOf } from '../signed-in.ts';
import { sendPage, type Visit, visitOf } from '../visit.ts';

/** Who is told, how they stand, and what can be done about it. */
export const subscribers: FastifyPluginAsyncZod<ConsoleParts> = async (app, { seeSubscribers, subscriberActs }) => {
  async function show(reply: FastifyReply, visit: Visit, notice: Notice | null): Promise<FastifyReply> {
    const main = subscribersPage(visit.texts, await seeSubscribers(), notice);
    return sendPage(reply, visit, { title: visit.texts.subscribers, main });
  }

  app.get('/subscribers', { schema: { querystring: z.object({ done: z.string().default('') }) } }, (request, reply) => {
    const visit = visitOf(request);
    const words = visit.texts.acts.done[request.query.done];
    return show(reply, visit, words === undefined ? null : { kind: 'notice', words });
  });

  const params = z.object({ name: identifier });
  const change = z.strictObject({ act: z.enum(['pause', 'resume', 'recover']), reason });
  const body = z.union([change, z.strictObject({ act: z.literal('test'), reason: z.string().optional() })]);
  app.post('/subscribers/:name', { schema: { params, body } }, async (request, reply) => {
    const { name } = request.params;
    const given = request.body;
    if (given.act === 'test') {
      const { delivered, error } = await subscriberActs.test(name);
      const visit = visitOf(request);
      const words = visit.texts.acts.testFailed(name, error ?? '');
      if (!delivered) return show(reply, { ...visit, path: '/console/subscribers' }, { kind: 'problem', words });
    } else {
      const because = { by: visitorOf(request), reason: given.reason };
      if (given.act === 'recover') await subscriberActs.recover(name, because);
      else await subscriberActs.setPaused(name, given.act, because);
    }
    return reply.redirect(`/console/subscribers?done=${given.act}`, 303);
  });
};
