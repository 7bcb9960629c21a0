import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NotificationRefused, Unavailable } from '../../domain/errors.ts';
import { type PaymentFact, unkeepable } from '../../domain/payment-fact.ts';
import type { Provider, Reply } from '../../providers/provider.ts';
import type { Api } from '../api.ts';

// What may wait for Temporal at one time. The rest is told at once to come back, instead of late that it took too long.
const MOST_IN_FLIGHT = 200;

/**
 * POST /webhooks/{provider}. The provider hears its own word for "taken" only after Temporal has every fact of its
 * notification for good; nothing but Temporal is touched.
 */
export async function webhooks(app: FastifyInstance, { providers, notifications }: Api): Promise<void> {
  // The signature is over the bytes: nothing parses them before, and no Content-Type is refused, however malformed.
  app.addHook('onRequest', async (request) => void delete request.raw.headers['content-type']);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const provider of providers.values()) await app.register(webhook, { provider, notifications });
}

async function webhook(app: FastifyInstance, { provider, notifications }: Pick<Api, 'notifications'> & { provider: Provider }) {
  let inFlight = 0;

  async function take(request: FastifyRequest): Promise<void> {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const facts = provider.translate({ headers: request.headers, rawBody });
    for (const fact of facts) requireKeepable(fact);
    if (inFlight >= MOST_IN_FLIGHT) throw new Unavailable('Temporal', `${inFlight} notifications wait for it already`);
    inFlight++;
    try {
      await Promise.all(facts.map((fact) => notifications.notify(fact)));
    } finally {
      inFlight--;
    }
    const { notificationId, payNo, event } = facts[0] ?? { event: 'none of ours' };
    request.log.info({ event: 'webhook.accepted', provider: provider.name, notificationId, payNo, fact: event });
  }

  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    const line = {
      event: 'webhook.refused',
      provider: provider.name,
      status,
      reason: error instanceof Error ? error.message : String(error),
    };
    if (status === 503) request.log.error({ ...line, err: error });
    else if (error instanceof NotificationRefused && error.isQuiet) request.log.debug(line);
    else request.log.warn(line);
    return send(reply.headers(status === 503 ? { 'retry-after': '5' } : {}), provider.failed(status));
  });

  app.post(`/${provider.name}`, { schema: describe(provider) }, async (request, reply) => {
    await take(request);
    return send(reply, provider.taken);
  });
}

const REFUSALS = [400, 401, 413, 503];

/** For the OpenAPI document; what is answered is the provider's reply as it is. */
const describe = ({ name, taken, failed }: Provider) => ({
  tags: ['webhooks'],
  summary: `Notifications of ${name}, as it signs and sends them`,
  security: [],
  response: Object.fromEntries(
    [taken, ...REFUSALS.map(failed)].map(({ status, contentType, body }) => [
      status,
      { description: STATUS_CODES[status], content: body === '' ? {} : { [contentType]: { schema: z.literal(body) } } },
    ]),
  ),
});

function requireKeepable(fact: PaymentFact): void {
  const number = unkeepable(fact);
  if (number) throw new NotificationRefused(400, `the ${number} is longer than 200 characters, or has control characters`);
}

const send = (reply: FastifyReply, { status, contentType, body }: Reply) =>
  reply.code(status).header('content-type', contentType).send(body);

/** What is not the sender's fault is "send it again", whatever it was: nothing may be lost by a fault of ours. */
function statusOf(error: unknown): number {
  if (error instanceof NotificationRefused) return error.status;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 503;
}
