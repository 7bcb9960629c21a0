import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** `name` is the `by` of whatever the holder of `token` does. */
export type ApiToken = { name: string; token: string };

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Lets nobody into this scope who does not bring one of the bearer tokens. */
export function authenticate(scope: FastifyInstance, tokens: ApiToken[]): void {
  const known = tokens.map(({ name, token }) => ({ name, digest: digest(token) }));
  scope.decorateRequest('operator', '');
  scope.addHook('onRequest', async (request, reply) => {
    const [, token = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const given = digest(token);
    const holder = known.find((entry) => timingSafeEqual(entry.digest, given));
    if (holder) {
      request.setDecorator('operator', holder.name);
      return;
    }
    reply.header('www-authenticate', 'Bearer');
    throw scope.httpErrors.unauthorized('send "Authorization: Bearer <token>" with one of the tokens of API_TOKENS');
  });
}

/** The name of whoever sent this request. */
export const operatorOf = (request: FastifyRequest): string => request.getDecorator<string>('operator');
