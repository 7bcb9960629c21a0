import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotFound, NoWorker, Refused, Unavailable } from '../domain/errors.ts';

/** RFC 9457, as every error but a webhook's is answered. */
export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('what went wrong, and what to do about it'),
  errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
});

/** Answers with a problem document. Only a fault of ours is logged, and its text stays inside. */
export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  const { status, detail, errors } = describe(error);
  if (status >= 500)
    request.log.error({ event: 'request.failed', method: request.method, route: request.routeOptions.url, err: error });
  return reply
    .code(status)
    .type('application/problem+json')
    .headers(status === 503 ? { 'retry-after': '5' } : {})
    .serializer(JSON.stringify)
    .send({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...(errors && { errors }) });
}

function describe(error: FastifyError | Error) {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: instancePath,
      detail: message ?? 'is not valid',
    }));
    const where = error.validationContext ?? 'request';
    return {
      status: 400,
      detail: `the ${where} is not valid: ${errors.map(({ path, detail }) => `${path || '/'} ${detail}`).join('; ')}`,
      errors,
    };
  }
  if (error instanceof NotFound) return { status: 404, detail: error.message };
  if (error instanceof Refused) return { status: 409, detail: error.message };
  if (error instanceof Unavailable) return { status: 503, detail: `${error.service} does not answer; try again` };
  if (error instanceof NoWorker) return { status: 503, detail: `${error.message}: start one, and try again` };
  const status = 'statusCode' in error && error.statusCode ? error.statusCode : 500;
  return { status, detail: status < 500 ? error.message : 'this is a fault of ours; the log says more' };
}
