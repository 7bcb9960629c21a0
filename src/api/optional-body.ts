import type { FastifyInstance } from 'fastify';

/**
 * In its scope, a request with a JSON content type and no content is one without a body: clients set that header on every call.
 * A route that needs a body refuses it as it does where the header is missing.
 */
export function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body, done),
  );
}

/** For a route's `preValidation`: a body that is left out is an empty one. */
export async function optionalBody(request: { body: unknown }): Promise<void> {
  request.body ??= {};
}
