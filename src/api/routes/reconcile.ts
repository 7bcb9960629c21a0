import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { cancelAccepted, requireCancelled } from '../cancelled.ts';
import { countLostProcesses } from '../count-lost-processes.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';
import { reasonGiven } from '../subscriber-schemas.ts';

const tags = ['reconcile'];

const counts = z.object({
  payments: z.int().describe('with something untold or undecided, and no open run'),
  watches: z.int().describe('of pay records that are not paid yet'),
  guards: z.int().describe('of subscribers that are paused by theirs'),
});

const begin = {
  tags,
  summary: 'Start again what Postgres says must run and Temporal does not have: terminated, or lost with its database',
  body: z.strictObject({ reason: reasonGiven, dryRun: z.boolean().default(false).describe('only count') }),
  response: { 200: counts, 202: z.object({ jobId: z.string() }), ...problems(400, 401, 503) },
};

const look = {
  tags,
  summary: 'How far it is',
  params: z.object({ jobId: identifier }),
  response: {
    200: z.object({
      jobId: z.string(),
      state: z.enum(['running', 'completed', 'cancelled']),
      looked: z.int().describe('what Postgres says must have a process'),
      started: counts,
    }),
    ...problems(401, 404, 503),
  },
};

const cancel = {
  tags,
  summary: 'Start nothing further; what was started runs on',
  params: z.object({ jobId: identifier }),
  response: { 202: z.object({ jobId: z.string(), accepted: cancelAccepted }), ...problems(401, 404, 409, 503) },
};

/** What was recorded within the last minute is left alone. Asked twice, nothing is started twice. */
export const reconcile: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { reconciliations } = api.notifications;

  app.post('', { schema: begin, preValidation: optionalBody }, async (request, reply) => {
    const { dryRun, reason } = request.body;
    if (dryRun) return reply.code(200).send(await countLostProcesses(api));
    return reply.code(202).send(await reconciliations.begin({ by: operatorOf(request), reason }));
  });

  app.get('/:jobId', { schema: look }, async ({ params: { jobId } }) => {
    const progress = await reconciliations.progress(jobId);
    if (!progress) throw app.httpErrors.notFound(`there is no reconciliation ${jobId}`);
    return { jobId, ...progress };
  });

  app.post('/:jobId/cancel', { schema: cancel }, async ({ params: { jobId } }, reply) => {
    requireCancelled(await reconciliations.cancel(jobId), `reconciliation ${jobId}`);
    return reply.code(202).send({ jobId, accepted: 'cancel' as const });
  });
};
