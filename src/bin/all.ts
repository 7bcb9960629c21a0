import { Client } from '@temporalio/client';
import { createPool } from '../db/pool.ts';
import { runProcess } from '../process.ts';
import { createClient } from '../temporal/connection.ts';
import { connectWorker } from '../temporal/worker.ts';
import { startApi } from '../wiring/api.ts';
import { logRuntime } from '../wiring/runtime.ts';
import { knownQueues, startWorkers } from '../wiring/workers.ts';

/**
 * The API and every worker in one process, for a small shop: a payment's first workflow task comes with the answer to its start,
 * over the connection that they share. Unlike the API alone it needs Temporal to start.
 */
await runProcess('all', async ({ config, logger }) => {
  logRuntime(logger);
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const client = createClient(config.temporal);
  const connection = await connectWorker(config.temporal);
  const { ended } = await startWorkers({ config, logger, pool, client, connection }, knownQueues);
  const eagerClient = new Client({ connection, namespace: config.temporal.namespace });
  const app = await startApi({ config, logger, pool, client, eagerClient });
  await ended; // SIGINT and SIGTERM are turned into a graceful shutdown by the SDK's runtime
  await app.close();
  await connection.close();
  await client.connection.close();
  await pool.end();
});
