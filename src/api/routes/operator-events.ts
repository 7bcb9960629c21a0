import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createEventActs } from '../acts/operator-events.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { createEventList, openEvent } from '../operator-events.ts';
import { identifier, problems, text } from '../schemas.ts';

const tags = ['operator events'];

const list = {
  tags,
  summary: 'Events that somebody of events operator is not told yet, the newest first',
  querystring: z.strictObject({
    subscriber: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional()
      .describe('parked for this one'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(2_000).optional().describe('nextCursor of the page before'),
  }),
  response: {
    200: z.object({ events: z.array(openEvent), nextCursor: z.string().nullable().describe('null: this is the last page') }),
    ...problems(400, 401, 503),
  },
};

const act = {
  tags,
  params: z.object({ eventId: identifier, subscriber: identifier }),
  body: z.strictObject({ reason: text(500) }),
  response: {
    202: z.object({ eventId: z.string(), subscriber: z.string(), accepted: z.string() }),
    ...problems(400, 401, 404, 409, 503),
  },
};

const summaries = {
  retry: 'Try a parked event again, or the next attempt of a retrying one now',
  skip: 'Do not tell this subscriber of it',
};

/** What operators are to be told of, and are not told yet. */
export const operatorEvents: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const listEvents = createEventList(api);
  app.get('', { schema: list }, async ({ query: { subscriber = null, limit, cursor = null } }) =>
    listEvents({ subscriber, limit, cursor }),
  );

  const actOn = createEventActs(api);
  for (const kind of ['retry', 'skip'] as const) {
    const schema = { ...act, summary: summaries[kind] };
    app.post(`/:eventId/deliveries/:subscriber/${kind}`, { schema }, async (request, reply) => {
      const { eventId, subscriber } = request.params;
      await actOn(kind, eventId, { subscriber, by: operatorOf(request), reason: request.body.reason });
      return reply.code(202).send({ eventId, subscriber, accepted: kind });
    });
  }
};
