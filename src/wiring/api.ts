import type { Client } from '@temporalio/client';
import { createFilter } from '../activities/filter.ts';
import { createServer } from '../api/server.ts';
import { createDatabase } from '../db/database.ts';
import type { Pool } from '../db/pool.ts';
import type { Process } from '../process.ts';
import { createProviders, providersOff } from '../providers/index.ts';
import { createSecretBox } from '../secrets/secret-box.ts';
import { listedSubscribers } from '../subscribers/index.ts';
import { createPaymentNotifications } from '../temporal/payment-notifications.ts';

type Around = Process & {
  pool: Pool;
  client: Client;
  /** On the connection of a payments worker in this process: see `createPaymentNotifications`. */
  eagerClient?: Client;
};

/** The HTTP API, listening. */
export async function startApi({ config, logger, pool, client, eagerClient }: Around) {
  const uiUrl = config.temporalUiUrl?.replace(/\/$/, '');
  const app = await createServer({
    database: createDatabase(pool),
    notifications: createPaymentNotifications(client, eagerClient),
    providers: createProviders(config.providers),
    apiTokens: config.apiTokens,
    filter: createFilter(),
    hosted: listedSubscribers.map(({ name }) => name),
    allowsPlainHttp: config.allowedNetworks.length > 0,
    secretBox: createSecretBox(config.secretsKey),
    orderTimeoutMinutes: config.orderTimeoutMinutes,
    workflowUrl: (workflowId, runId) =>
      uiUrl
        ? `${uiUrl}/namespaces/${config.temporal.namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}/history`
        : null,
    logger,
  });
  for (const { name, lacks } of providersOff(config.providers))
    logger.warn({ event: 'provider.off', provider: name, reason: `${lacks.join(', ')} is not set` });
  if (config.apiTokens.length === 0)
    logger.warn({ event: 'operators.off', reason: 'API_TOKENS is not set: only webhooks, health and docs answer' });
  const address = await app.listen({ host: config.host, port: config.port });
  logger.info({ event: 'api.ready', address });
  return app;
}
