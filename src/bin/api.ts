import closeWithGrace from 'close-with-grace';
import { createFilter } from '../activities/filter.ts';
import { createServer } from '../api/server.ts';
import { createDatabase } from '../db/database.ts';
import { createPool } from '../db/pool.ts';
import { runProcess } from '../process.ts';
import { createProviders, providersOff } from '../providers/index.ts';
import { createSecretBox } from '../secrets/secret-box.ts';
import { listedSubscribers } from '../subscribers/index.ts';
import { createClient } from '../temporal/connection.ts';
import { createPaymentNotifications } from '../temporal/payment-notifications.ts';

/** The API: webhooks in, and what operators ask and do. It starts, and takes webhooks, without Postgres. */
await runProcess('api', async ({ config, logger }) => {
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const client = createClient(config.temporal);
  const providers = createProviders(config.providers);
  const uiUrl = config.temporalUiUrl?.replace(/\/$/, '');
  const app = await createServer({
    database: createDatabase(pool),
    notifications: createPaymentNotifications(client),
    providers,
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
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err) logger.fatal({ event: 'api.crashed', err });
    await app.close();
    await pool.end();
    await client.connection.close();
  });
  for (const { name, lacks } of providersOff(config.providers))
    logger.warn({ event: 'provider.off', provider: name, reason: `${lacks.join(', ')} is not set` });
  if (config.apiTokens.length === 0)
    logger.warn({ event: 'operators.off', reason: 'API_TOKENS is not set: only webhooks, health and docs answer' });
  const address = await app.listen({ host: config.host, port: config.port });
  logger.info({ event: 'api.ready', address });
});
