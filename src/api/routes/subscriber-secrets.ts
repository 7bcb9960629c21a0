import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { newWebhookSecret } from '../../secrets/webhook-secret.ts';
import type { Api } from '../api.ts';
import { createFindSubscriber } from '../find-subscriber.ts';
import { optionalBody } from '../optional-body.ts';
import { identifier, problems } from '../schemas.ts';

const schema = {
  tags: ['subscribers'],
  summary: 'Sign its calls with a new secret; with the one before besides, for 24 hours',
  params: z.object({ name: identifier }),
  body: z.strictObject({}),
  response: {
    200: z.object({ name: z.string(), secret: z.string().describe('It is not shown again') }),
    ...problems(400, 401, 404, 409, 503),
  },
};

export const subscriberSecrets: FastifyPluginAsyncZod<Api> = async (app, { database, secretBox }) => {
  const find = createFindSubscriber(database);
  app.post('/:name/rotate-secret', { schema, preValidation: optionalBody }, async ({ params }) => {
    const { name, kind } = await find(params.name);
    if (kind !== 'http') throw app.httpErrors.conflict(`${name} is of kind ${kind}: only http subscribers have a secret of ours`);
    const secret = newWebhookSecret();
    await database.rotateSubscriberSecret({ subscriber: name, secret: secretBox.seal(name, secret) });
    return { name, secret };
  });
};
