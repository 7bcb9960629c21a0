import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { setCookie } from '../cookies.ts';
import { signInPage } from '../pages/sign-in.ts';
import { SESSION_SECONDS, type Sessions } from '../sessions.ts';
import { pageOf, SESSION_COOKIE } from '../signed-in.ts';
import { LANGUAGES } from '../texts/index.ts';
import { LANGUAGE_COOKIE, sendPage, visitOf } from '../visit.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const text = z.string().max(2_000);

/** What needs no signing in: signing in and out, and the choice of a language. */
export const signIn: FastifyPluginAsyncZod<{ sessions: Sessions }> = async (app, { sessions }) => {
  app.get('/sign-in', { schema: { querystring: z.object({ next: text.default('') }) } }, (request, reply) => {
    const visit = visitOf(request);
    const main = signInPage(visit.texts, { next: request.query.next, isRefused: false });
    return sendPage(reply, visit, { title: visit.texts.signIn, main });
  });

  const body = z.strictObject({ token: text, next: text.default('') });
  app.post('/sign-in', { schema: { body } }, (request, reply) => {
    const { token, next } = request.body;
    const value = sessions.begin(token.trim(), new Date());
    if (value !== undefined) {
      setCookie(reply, { name: SESSION_COOKIE, value, maxAgeSeconds: SESSION_SECONDS });
      return reply.redirect(pageOf(next), 303);
    }
    request.log.warn({ event: 'console.sign_in_refused' });
    const visit = visitOf(request);
    const main = signInPage(visit.texts, { next, isRefused: true });
    return sendPage(reply, visit, { title: visit.texts.signIn, main, status: 401 });
  });

  app.post('/sign-out', (_request, reply) => {
    setCookie(reply, { name: SESSION_COOKIE, value: '', maxAgeSeconds: 0 });
    return reply.redirect('/console/sign-in', 303);
  });

  const params = z.object({ language: z.enum(LANGUAGES.map(({ tag }) => tag)) });
  const querystring = z.object({ back: text.default('') });
  app.get('/language/:language', { schema: { params, querystring } }, (request, reply) => {
    setCookie(reply, { name: LANGUAGE_COOKIE, value: request.params.language, maxAgeSeconds: YEAR_SECONDS });
    return reply.redirect(pageOf(request.query.back), 303);
  });
};
