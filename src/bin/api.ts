import closeWithGrace from 'close-with-grace';
import { createPool } from '../db/pool.ts';
import { runProcess } from '../process.ts';
import { createClient } from '../temporal/connection.ts';
import { startApi } from '../wiring/api.ts';

/** The API: webhooks in, and what operators ask and do. It starts, and takes webhooks, without Postgres. */
await runProcess('api', async ({ config, logger }) => {
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const client = createClient(config.temporal);
  const app = await startApi({ config, logger, pool, client });
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err) logger.fatal({ event: 'api.crashed', err });
    await app.close();
    await pool.end();
    await client.connection.close();
  });
});
