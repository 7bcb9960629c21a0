import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { BackfillPage } from '../../db/backfill.ts';
import { missedResults } from '../../domain/backfill.ts';
import type { Subscriber } from '../../domain/subscription.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { cancelAccepted, requireCancelled } from '../cancelled.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { identifier, problems } from '../schemas.ts';
import { reasonGiven } from '../subscriber-schemas.ts';

const tags = ['subscribers'];

const counts = z.object({ payments: z.int(), results: z.int() });

const begin = {
  tags,
  summary: 'Tell it what was recorded since then, that it takes as it is now and was not told',
  params: z.object({ name: identifier }),
  body: z.strictObject({
    since: z.iso.datetime({ offset: true }).describe('results that were recorded then or later'),
    reason: reasonGiven,
    dryRun: z.boolean().default(false).describe('only count'),
  }),
  response: { 200: counts, 202: z.object({ backfillId: z.string() }), ...problems(400, 401, 404, 409, 503) },
};

const look = {
  tags,
  summary: 'How far it is',
  params: z.object({ name: identifier, backfillId: identifier }),
  response: {
    200: counts.extend({
      backfillId: z.string(),
      state: z.enum(['running', 'completed', 'cancelled']),
      looked: z.int().describe('results, of all that were recorded since then'),
    }),
    ...problems(401, 404, 503),
  },
};

const cancel = {
  tags,
  summary: 'Tell it nothing further; what it is being told it is told',
  params: look.params,
  response: { 202: z.object({ backfillId: z.string(), accepted: cancelAccepted }), ...problems(401, 404, 409, 503) },
};

/** For a subscriber that came later than the payments it must know of. Said twice, it is told once. */
export const subscriberBackfills: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const find = createFindSubscriber(api.database);
  const { backfills } = api.notifications;

  app.post('/:name/backfill', { schema: begin }, async (request, reply) => {
    const subscriber = await find(request.params.name);
    const { name } = subscriber;
    if (subscriber.events !== 'payment') throw app.httpErrors.conflict(`${name} hears of no payments: its events are operator`);
    const { dryRun, reason } = request.body;
    const since = new Date(request.body.since).toISOString();
    if (dryRun) return reply.code(200).send(await countMissed(api, subscriber, since));
    return reply.code(202).send(await backfills.begin({ subscriber: name, since, by: operatorOf(request), reason }));
  });

  app.get('/:name/backfill/:backfillId', { schema: look }, async ({ params: { name, backfillId } }) => {
    const progress = await backfills.progress(name, backfillId);
    if (!progress) throw app.httpErrors.notFound(`there is no backfill ${backfillId} of ${name}`);
    return { backfillId, ...progress };
  });

  app.post('/:name/backfill/:backfillId/cancel', { schema: cancel }, async ({ params: { name, backfillId } }, reply) => {
    requireCancelled(await backfills.cancel(name, backfillId), `backfill ${backfillId} of ${name}`);
    return reply.code(202).send({ backfillId, accepted: 'cancel' as const });
  });
};

async function countMissed({ database, filter }: Api, subscriber: Subscriber, since: string) {
  const missed = new Set<string>();
  const payments = new Set<string>();
  for (let page: BackfillPage | undefined; page?.next !== null; ) {
    page = await database.listPaymentsSince({ since, after: page?.next ?? null });
    const known = await database.listResultsForOne({ payNos: page.payNos, subscriber: subscriber.name, since });
    for (const { payNo, resultId } of missedResults(subscriber, known, filter)) {
      payments.add(payNo);
      missed.add(`${payNo}/${resultId}`);
    }
  }
  return { payments: payments.size, results: missed.size };
}
