import { createDatabase } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { runProcess } from '../process.ts';
import { listedSubscribers } from '../subscribers/index.ts';
import { createClient } from '../temporal/connection.ts';
import { registerSearchAttributes } from '../temporal/search-attributes.ts';

/** Brings Postgres and Temporal to what this version needs; may run at every start. */
await runProcess('migrate', async ({ config, logger }) => {
  await migrate(config.databaseUrl);
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const database = createDatabase(pool);
  for (const subscriber of listedSubscribers) await database.insertListedSubscriber(subscriber);
  await pool.end();

  const client = createClient(config.temporal);
  await client.withDeadline(Date.now() + 10_000, () => registerSearchAttributes(client));
  await client.connection.close();
  logger.info({ event: 'migrate.done' });
});
