import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';
import { changedSubscriber, reasonGiven } from '../subscriber-schemas.ts';
import { viewSubscriber } from '../subscriber-view.ts';
import { tellOpenPayments } from '../tell-open-payments.ts';

const schema = {
  tags: ['subscribers'],
  params: z.object({ name: identifier }),
  body: z.strictObject({ reason: reasonGiven }),
  response: { 200: changedSubscriber, ...problems(400, 401, 404, 503) },
};

const summaries = {
  pause: 'Park what it has to be told, until it is resumed',
  resume: 'Tell it what it was not told while it was paused, at the rate of its queue',
};

/** Postgres first, then the open payments. Said twice it is done once: after a 503 say it again. */
export const subscriberPauses: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const find = createFindSubscriber(app, api.database);

  for (const kind of ['pause', 'resume'] as const) {
    app.post(
      `/:name/${kind}`,
      { schema: { ...schema, summary: summaries[kind] }, preValidation: optionalBody },
      async (request) => {
        const { name } = await find(request.params.name);
        const by = operatorOf(request);
        await api.database.setSubscriberStatus({ name, pausedBy: kind === 'pause' ? by : null });
        const told = await tellOpenPayments(api, { subscriber: name, by, reason: `${kind}d: ${request.body.reason}` });
        return { ...viewSubscriber(await find(name)), ...told };
      },
    );
  }
};
