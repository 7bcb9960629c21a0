import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createSubscriberActs } from '../acts/subscribers.ts';
import type { Api } from '../api.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';

const schema = {
  tags: ['subscribers'],
  summary: 'Tell it a test message, once: whether it can be told, and what comes back',
  description:
    'The message is a result (or, for events operator, an event) in which every number begins with TEST- and resultId is test. ' +
    'It goes the way of all others, also while the subscriber is paused, and waits at most 10 s.',
  params: z.object({ name: identifier }),
  body: z.strictObject({}),
  response: {
    200: z.object({ delivered: z.boolean(), error: z.string().optional(), durationMs: z.int() }),
    ...problems(400, 401, 404, 503),
  },
};

export const subscriberTests: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const acts = createSubscriberActs(api);
  app.post('/:name/test', { schema, preValidation: optionalBody }, async ({ params: { name } }) => {
    const { delivered, error, durationMs } = await acts.test(name);
    return { delivered, ...(error !== null && { error }), durationMs };
  });
};
