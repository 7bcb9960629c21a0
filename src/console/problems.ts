import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { NotFound, NoWorker, Refused, Unavailable } from '../domain/errors.ts';
import { sameAgain } from './pages/act-forms.ts';
import { problemPage } from './pages/problem.ts';
import { ForeignRequest } from './signed-in.ts';
import type { Texts } from './texts/index.ts';
import { sendPage, type Visit, visitOf } from './visit.ts';

/** Answers with a page that says what went wrong. Only a fault of ours is logged, and its text stays inside. */
export function sendProblemPage(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const visit = visitOf(request);
  const { status, detail } = describe(error, visit.texts);
  if (status >= 500)
    request.log.error({ event: 'request.failed', method: request.method, route: request.routeOptions.url, err: error });
  if (status === 503) reply.header('retry-after', '5');
  const main = problemPage(visit.texts, { detail, ...wayOn(request, visit, status) });
  return sendPage(reply, visit, { title: visit.texts.errors.title, main, status });
}

const SENT_AGAIN = ['act', 'reason', 'subscriber', 'resultId'];

/** Nothing that somebody wrote is lost, where it may be taken at the next try; and he gets back to where he was. */
function wayOn({ method, url, body }: FastifyRequest, { texts, path, operator }: Visit, status: number) {
  if (method === 'GET' || operator === null) return {};
  const payNo = /^\/console\/payments\/(.+)$/.exec(path)?.[1];
  const words = payNo === undefined ? texts.errors.backToSubscribers : texts.errors.backToPayment(payNo);
  const back = path === '/console/payments' ? null : { href: path, words };
  const isWorthIt = status === 400 || status === 503;
  const sent = Object.entries(body ?? {}).filter(([name]) => SENT_AGAIN.includes(name));
  return { back, again: isWorthIt ? sameAgain(texts, url, Object.fromEntries(sent)) : null };
}

function describe(error: FastifyError | Error, { errors, unavailable, said }: Texts): { status: number; detail: string } {
  if (error instanceof ForeignRequest) return { status: 403, detail: errors.notFromHere };
  if (error instanceof NotFound) return { status: 404, detail: errors.refused(said(error.message)) };
  if (error instanceof Refused) return { status: 409, detail: errors.refused(said(error.message)) };
  if (error instanceof Unavailable) return { status: 503, detail: unavailable.other(error.service) };
  if (error instanceof NoWorker) return { status: 503, detail: errors.refused(said(error.message)) };
  if (hasZodFastifySchemaValidationErrors(error)) {
    return { status: 400, detail: error.validationContext === 'body' ? errors.invalid : errors.address };
  }
  const status = 'statusCode' in error && error.statusCode ? error.statusCode : 500;
  return { status, detail: status < 500 ? errors.refused(said(error.message)) : errors.fault };
}
