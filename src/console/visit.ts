import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCookie } from './cookies.ts';
import type { Html } from './html.ts';
import { layout } from './pages/layout.ts';
import { chooseTexts, type Texts } from './texts/index.ts';

export const LANGUAGE_COOKIE = 'paynotify_language';

/** Somebody who looks at a page: in which language, at which address, and who it is where he has signed in. */
export type Visit = { texts: Texts; path: string; operator: string | null };

export function visitOf(request: FastifyRequest): Visit {
  const operator = request.getDecorator<string>('visitor');
  const texts = chooseTexts(readCookie(request, LANGUAGE_COOKIE), request.headers['accept-language']);
  return { texts, path: request.method === 'GET' ? request.url : pageOfForm(request.url), operator: operator || null };
}

/** The page that a form stands on: its address is the form's, without what is done. */
const pageOfForm = (url: string): string =>
  /^\/console\/payments\/[^/?]+/.exec(url)?.[0] ??
  (url.startsWith('/console/subscribers') ? '/console/subscribers' : '/console/payments');

export type Page = { title: string; main: Html; status?: number };

/** Answers with a page: never kept by the browser, because what it shows is of this moment. */
export function sendPage(reply: FastifyReply, visit: Visit, { title, main, status = 200 }: Page): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('vary', 'cookie, accept-language')
    .header('content-language', visit.texts.tag)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>\n${layout(visit, title, main).markup}`);
}
