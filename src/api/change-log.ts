import type { FastifyInstance } from 'fastify';
import { operatorOf } from './authentication.ts';

/**
 * A line for everything that a person changes by the routes that are registered in this scope from here on: who, what, of what. Of a
 * body only the names of its fields: addresses may hold passwords.
 */
export function logChanges(scope: FastifyInstance): void {
  scope.addHook('onResponse', async (request, { statusCode }) => {
    const { method, routeOptions, params, body } = request;
    if (method === 'GET' || statusCode >= 400) return;
    const fields = Object.keys(body ?? {}).sort();
    request.log.info({ event: 'operator.changed', by: operatorOf(request), method, route: routeOptions.url, params, fields });
  });
}
