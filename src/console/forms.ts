import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/** Forms, and nothing else, are taken as bodies in this scope; each field once. */
export function takeForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    const fields = [...new URLSearchParams(String(body))];
    const isRepeated = new Set(fields.map(([name]) => name)).size < fields.length;
    if (isRepeated) done(scope.httpErrors.badRequest('a field is there twice'));
    else done(null, Object.assign(Object.create(null), Object.fromEntries(fields)));
  });
}

const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** Part of an address, as the API's routes take it. */
export const identifier = z.string().regex(PRINTABLE);

/** Why somebody does something, as the API's routes take it. */
export const reason = z.string().trim().min(1).max(500).regex(PRINTABLE);
