import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createSubscriberActs } from '../acts/subscribers.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';
import { batchId, reasonGiven } from '../subscriber-schemas.ts';

const counts = z.object({
  payments: z
    .int()
    .describe(
      'open payments that hear of it: at most so many have something for this subscriber that is meant; the others do nothing',
    ),
  events: z.int().optional().describe('events for operators that are open and hear of it too; left out where there are none'),
});

const schema = {
  tags: ['subscribers'],
  summary: 'Try once more, and at once, all that is parked or retrying for it at this moment',
  params: z.object({ name: identifier }),
  body: z.strictObject({
    since: z.iso.datetime({ offset: true }).optional().describe('only what parked, or began to be tried, then or later'),
    reason: reasonGiven,
    dryRun: z.boolean().default(false).describe('only count'),
  }),
  response: { 200: counts, 202: counts.extend({ batchId }), ...problems(400, 401, 404, 409, 503) },
};

export const subscriberRecovery: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { countRecovery, recover } = createSubscriberActs(api);
  app.post('/:name/recover', { schema, preValidation: optionalBody }, async (request, reply) => {
    const { name } = request.params;
    const { since, reason, dryRun } = request.body;
    if (dryRun) return reply.code(200).send(await countRecovery(name));
    return reply.code(202).send(await recover(name, { by: operatorOf(request), reason, since }));
  });
};
