import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createSubscriberActs } from '../acts/subscribers.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';
import { changedSubscriber, reasonGiven } from '../subscriber-schemas.ts';
import { viewSubscriber } from '../subscriber-view.ts';

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

/** Said twice it is done once: after a 503 say it again. */
export const subscriberPauses: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const { setPaused } = createSubscriberActs(api);

  for (const kind of ['pause', 'resume'] as const) {
    app.post(
      `/:name/${kind}`,
      { schema: { ...schema, summary: summaries[kind] }, preValidation: optionalBody },
      async (request) => {
        const because = { by: operatorOf(request), reason: request.body.reason };
        const { subscriber, ...told } = await setPaused(request.params.name, kind, because);
        return { ...viewSubscriber(subscriber), ...told };
      },
    );
  }
};
