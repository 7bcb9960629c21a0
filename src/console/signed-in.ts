import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readCookie } from './cookies.ts';
import { isFromOurPage } from './same-origin.ts';
import type { Sessions } from './sessions.ts';

export const SESSION_COOKIE = 'paynotify_session';

/** This did not come from a page of the console. */
export class ForeignRequest extends Error {
  override readonly name = 'ForeignRequest';
  readonly statusCode = 403;
}

/** Knows who visits this scope, and takes nothing that another site's page sends. */
export function recognise(scope: FastifyInstance, sessions: Sessions): void {
  scope.decorateRequest('visitor', '');
  scope.addHook('onRequest', async (request) => {
    const cookie = readCookie(request, SESSION_COOKIE);
    request.setDecorator('visitor', (cookie && sessions.nameOf(cookie, new Date())) || '');
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isFromOurPage(request)) throw new ForeignRequest();
  });
}

/** Sends whoever has not signed in to do so, and then back. */
export async function requireSignedIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (visitorOf(request) !== '') return undefined;
  const next = request.method === 'GET' ? request.url : '/console/payments';
  return reply.redirect(`/console/sign-in?next=${encodeURIComponent(next)}`, 303);
}

/** The name of whoever sent this; empty where he has not signed in. */
export const visitorOf = (request: FastifyRequest): string => request.getDecorator<string>('visitor');

/** A page of the console, to go on with; anything else that is given leads to the payments. */
export const pageOf = (given: string): string => (/^\/console\/(?!\/)[^\\\s]*$/.test(given) ? given : '/console/payments');
