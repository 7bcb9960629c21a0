import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/embedded/ports.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { ensureDatabase } from '../../src/embedded/postgres-database.ts';

export type BenchPostgres = Awaited<ReturnType<typeof startBenchPostgres>>;

/** Room for every system at once; no checkpoint falls into one system's measurement and not into another's. */
const settings = { max_connections: '500', checkpoint_timeout: '1h', max_wal_size: '16GB' };

/** The project's own embedded Postgres, with fsync, for every system the same one. */
export async function startBenchPostgres(folder: string, { statements }: { statements: boolean }) {
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    env: process.env,
    settings: { ...settings, ...(statements && { shared_preload_libraries: 'pg_stat_statements' }) },
  });
  const urlOf = (database: string) => postgres.url.replace(/\/paynotify$/, `/${database}`);
  const client = new pg.Client({ connectionString: postgres.url });
  client.on('error', () => undefined); // it is stopped before its clients
  await client.connect();
  return {
    pid: postgres.pid,
    url: postgres.url,
    /** For looking at what the server has done. */
    client,
    /** An empty database, or the one of this name that is there. */
    async database(name: string): Promise<string> {
      await ensureDatabase(postgres.url, name);
      return urlOf(name);
    },
    async stop(): Promise<void> {
      await client.end();
      await postgres.stop();
    },
  };
}
