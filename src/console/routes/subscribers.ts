import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Because } from '../../api/acts/subscribers.ts';
import { Unavailable } from '../../domain/errors.ts';
import { identifier, reason } from '../forms.ts';
import { doneNotice, type Notice } from '../pages/notice.ts';
import { recoverPage, subscribersPage } from '../pages/subscribers.ts';
import type { ConsoleParts } from '../parts.ts';
import { visitorOf } from '../signed-in.ts';
import type { Texts } from '../texts/index.ts';
import { sendPage, type Visit, visitOf } from '../visit.ts';

const needsNone = z.string().trim().max(500).default('');

const bodies = z.union([
  z.strictObject({ act: z.enum(['pause', 'pauseAgain']), reason }),
  z.strictObject({ act: z.literal('recover'), reason, confirmed: z.literal('yes').optional() }),
  z.strictObject({ act: z.enum(['resume', 'test']), reason: needsNone }),
]);

/** Who is told, how they stand, and what can be done about it. */
export const subscribers: FastifyPluginAsyncZod<ConsoleParts> = async (app, parts) => {
  const { seeSubscribers, subscriberActs, countOpen } = parts;

  async function show(reply: FastifyReply, visit: Visit, notice: Notice | null): Promise<FastifyReply> {
    const main = subscribersPage(visit.texts, await seeSubscribers(), notice);
    return sendPage(reply, visit, { title: visit.texts.subscribers, main });
  }

  const querystring = z.object({ done: z.string().default(''), untold: z.enum(['', 'pause', 'resume']).default('') });
  app.get('/subscribers', { schema: { querystring } }, (request, reply) => {
    const visit = visitOf(request);
    return show(reply, visit, noticeOf(visit.texts, request.query));
  });

  /** How it ended: Postgres has it in any case, open payments hear of it from Temporal. */
  async function setPaused(name: string, kind: 'pause' | 'resume', because: Because): Promise<'done' | 'untold'> {
    try {
      await subscriberActs.setPaused(name, kind, because);
      return 'done';
    } catch (error) {
      if (error instanceof Unavailable && error.service === 'Temporal') return 'untold';
      throw error;
    }
  }

  const params = z.object({ name: identifier });
  app.post('/subscribers/:name', { schema: { params, body: bodies } }, async (request, reply) => {
    const { name } = request.params;
    const given = request.body;
    const visit = { ...visitOf(request), path: '/console/subscribers' };
    const { texts } = visit;
    if (given.act === 'test') {
      const { delivered, error } = await subscriberActs.test(name);
      if (!delivered) return show(reply, visit, { kind: 'problem', words: texts.acts.testFailed(name, error ?? '') });
      return reply.redirect('/console/subscribers?done=test', 303);
    }
    const because = { by: visitorOf(request), reason: given.reason };
    if (given.act === 'recover') {
      if (!given.confirmed) {
        const main = recoverPage(texts, { name, reason: given.reason, payments: await countOpen() });
        return sendPage(reply, visit, { title: texts.acts.recover, main });
      }
      await subscriberActs.recover(name, because);
      return reply.redirect('/console/subscribers?done=recover', 303);
    }
    const kind = given.act === 'resume' ? 'resume' : 'pause';
    return reply.redirect(`/console/subscribers?${await setPaused(name, kind, because)}=${kind}`, 303);
  });
};

function noticeOf(texts: Texts, { done, untold }: { done: string; untold: '' | 'pause' | 'resume' }): Notice | null {
  return untold === '' ? doneNotice(texts, done) : { kind: 'problem', words: texts.acts.untold[untold] };
}
