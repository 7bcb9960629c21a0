import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.ts';

const answers = z.enum(['up', 'down']);

/** GET /healthz, /readyz. Ready is whoever can take a webhook: that needs Temporal, and nothing else. */
export async function health(app: FastifyInstance, { database, notifications }: Api): Promise<void> {
  app.get(
    '/healthz',
    { schema: { tags: ['health'], security: [], response: { 200: z.object({ status: z.literal('ok') }) } } },
    async () => ({
      status: 'ok' as const,
    }),
  );

  const ready = z.object({ temporal: answers, postgres: answers });
  app.get(
    '/readyz',
    { schema: { tags: ['health'], security: [], response: { 200: ready, 503: ready } } },
    async (_request, reply) => {
      const [temporal, postgres] = await Promise.all([notifications.isUp(), database.isUp()]);
      return reply.code(temporal ? 200 : 503).send({ temporal: temporal ? 'up' : 'down', postgres: postgres ? 'up' : 'down' });
    },
  );
}
