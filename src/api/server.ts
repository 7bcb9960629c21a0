import helmet from '@fastify/helmet';
import sensible from '@fastify/sensible';
import Fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { operatorConsole } from '../console/console.ts';
import type { Api } from './api.ts';
import { authenticate } from './authentication.ts';
import { logChanges } from './change-log.ts';
import { createConsoleParts } from './console-parts.ts';
import { measure, metrics } from './metrics.ts';
import { document } from './openapi.ts';
import { acceptEmptyJson } from './optional-body.ts';
import { measurePayments } from './payment-metrics.ts';
import { createPollers } from './pollers.ts';
import { sendProblem } from './problems.ts';
import { bulk } from './routes/bulk.ts';
import { decisions } from './routes/decisions.ts';
import { deliveries } from './routes/deliveries.ts';
import { health } from './routes/health.ts';
import { operatorEvents } from './routes/operator-events.ts';
import { orders } from './routes/orders.ts';
import { payRecords } from './routes/pay-records.ts';
import { paymentList } from './routes/payment-list.ts';
import { payments } from './routes/payments.ts';
import { reconcile } from './routes/reconcile.ts';
import { redeliveries } from './routes/redeliveries.ts';
import { subscriberBackfills } from './routes/subscriber-backfills.ts';
import { subscriberChanges } from './routes/subscriber-changes.ts';
import { subscriberPauses } from './routes/subscriber-pauses.ts';
import { subscriberRecovery } from './routes/subscriber-recovery.ts';
import { subscriberRemoval } from './routes/subscriber-removal.ts';
import { subscriberSecrets } from './routes/subscriber-secrets.ts';
import { subscriberTests } from './routes/subscriber-tests.ts';
import { subscribers } from './routes/subscribers.ts';
import { webhooks } from './routes/webhooks.ts';

const ofPayments = [paymentList, decisions, deliveries, redeliveries];
const ofSubscribers = [
  subscriberBackfills,
  subscriberChanges,
  subscriberRemoval,
  subscriberPauses,
  subscriberRecovery,
  subscriberTests,
  subscriberSecrets,
];

/** The HTTP API: what it is. Listening is its caller's part. */
export async function createServer(api: Api) {
  const app = Fastify({
    loggerInstance: api.logger,
    logController: new LogController({ disableRequestLogging: true }), // one wide line per event instead
    bodyLimit: 64 * 1024,
    // A slow or silent sender is cut off instead of holding its connection for minutes; an answer may take its time.
    requestTimeout: 5_000,
    connectionTimeout: 0,
    keepAliveTimeout: 60_000,
    routerOptions: { maxParamLength: 2_000 }, // the id of an event holds its reason
    http: { headersTimeout: 4_000, connectionsCheckingInterval: 1_000 },
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: sendProblem,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(({ method, url }) => {
    throw app.httpErrors.notFound(`there is no ${method} ${url.split('?')[0]}; see /docs`);
  });
  await app.register(sensible);
  // Without it the pages of /docs do not load where the API is reached over plain HTTP.
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  await document(app);
  const registry = measure(app);
  const pollers = createPollers(api.notifications);
  measurePayments(registry, { ...api, pollers });
  await app.register(health, api);
  await app.register(webhooks, { prefix: '/webhooks', ...api });
  await app.register(operatorConsole, { prefix: '/console', parts: createConsoleParts({ ...api, pollers }) });
  await app.register(async (operators) => {
    authenticate(operators, api.apiTokens);
    acceptEmptyJson(operators);
    await operators.register(metrics, { registry });
    await operators.register(orders, { prefix: '/orders', ...api });
    await operators.register(payRecords, { prefix: '/orders', ...api });
    logChanges(operators); // of an order and a pay record there is a row each
    await operators.register(payments, { prefix: '/payments', pollers, ...api });
    for (const routes of ofPayments) await operators.register(routes, { prefix: '/payments', ...api });
    await operators.register(subscribers, { prefix: '/subscribers', pollers, ...api });
    for (const routes of ofSubscribers) await operators.register(routes, { prefix: '/subscribers', ...api });
    await operators.register(bulk, { prefix: '/bulk', ...api });
    await operators.register(operatorEvents, { prefix: '/operator-events', ...api });
    await operators.register(reconcile, { prefix: '/reconcile', ...api });
  });
  return app;
}
