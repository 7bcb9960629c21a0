import type { FastifyInstance } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { problems } from './schemas.ts';

/** Times every request, by route. Returns the registry that `GET /metrics` shows. */
export function measure(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'paynotify_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    duration.observe({ method, route: routeOptions.url ?? 'none', status: statusCode }, elapsedTime / 1000);
  });
  return registry;
}

/** GET /metrics. */
export const metrics: FastifyPluginAsyncZod<{ registry: Registry }> = async (app, { registry }) => {
  const shown = { description: 'OK', content: { 'text/plain': { schema: z.string() } } };
  const schema = { tags: ['health'], summary: 'For Prometheus', response: { 200: shown, ...problems(401) } };
  app.get('/metrics', { schema }, async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
};
