import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { NotFound, NoWorker, Refused, Unavailable } from '../domain/errors.ts';
import { problemPage } from './pages/problem.ts';
import { ForeignRequest } from './signed-in.ts';
import type { Texts } from './texts/index.ts';
import { sendPage, visitOf } from './visit.ts';

/** Answers with a page that says what went wrong. Only a fault of ours is logged, and its text stays inside. */
export function sendProblemPage(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const visit = visitOf(request);
  const { status, detail } = describe(error, visit.texts);
  if (status >= 500)
    request.log.error({ event: 'request.failed', method: request.method, route: request.routeOptions.url, err: error });
  if (status === 503) reply.header('retry-after', '5');
  return sendPage(reply, visit, { title: visit.texts.errors.title, main: problemPage(visit.texts, detail), status });
}

function describe(error: FastifyError | Error, { errors, unavailable }: Texts): { status: number; detail: string } {
  if (error instanceof ForeignRequest) return { status: 403, detail: errors.notFromHere };
  if (error instanceof NotFound) return { status: 404, detail: errors.refused(error.message) };
  if (error instanceof Refused) return { status: 409, detail: errors.refused(error.message) };
  if (error instanceof Unavailable) return { status: 503, detail: unavailable.other(error.service) };
  if (error instanceof NoWorker) return { status: 503, detail: errors.refused(error.message) };
  if (hasZodFastifySchemaValidationErrors(error)) return { status: 400, detail: errors.invalid };
  const status = 'statusCode' in error && error.statusCode ? error.statusCode : 500;
  return { status, detail: status < 500 ? errors.refused(error.message) : errors.fault };
}
