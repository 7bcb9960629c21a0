import { join } from 'node:path';
import { startTemporalOnPostgres } from '../../scripts/temporal-on-postgres.js';
import { defaultDataFolder } from '../../src/embedded/data-folder.ts';
import { temporalCli } from '../../src/embedded/executables.ts';
import { findExecutable, usualSources } from '../../src/embedded/find-executable.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { startTemporalServer } from '../../src/embedded/temporal-server.ts';

/**
 * `shipped`: the full server on Postgres with this project's settings. `filled`: another of it, for very many payments. `stock`: the
 * same program with the settings and the schema that it has by itself. `dev`: the development server on a file.
 */
export type TemporalKind = 'shipped' | 'filled' | 'stock' | 'dev';

export type TemporalServer = { address: string; pid: number; stop(): Promise<void> };

export const startTemporal = (kind: TemporalKind, { folder, postgresUrl }: { folder: string; postgresUrl: string }) =>
  kind === 'dev' ? startDev(folder) : startOnPostgres(kind, { folder, postgresUrl });

/** The server's own choices where its template is told nothing, in databases of their own. */
const stock = {
  ...{ DB: 'postgres12', NUM_HISTORY_SHARDS: '4', DBNAME: 'stock_temporal', VISIBILITY_DBNAME: 'stock_visibility' },
  ...{ VISIBILITY_INDEXES: 'all', VISIBILITY_SYNCHRONOUS_COMMIT: 'on' },
};

const filled = { DBNAME: 'filled_temporal', VISIBILITY_DBNAME: 'filled_visibility' };

const startOnPostgres = (kind: Exclude<TemporalKind, 'dev'>, { folder, postgresUrl }: { folder: string; postgresUrl: string }) =>
  startTemporalOnPostgres({
    postgresUrl,
    logFile: join(folder, `temporal-${kind}.log`),
    ...(kind === 'stock' && { settings: stock }),
    ...(kind === 'filled' && { settings: filled }),
  });

async function startDev(folder: string): Promise<TemporalServer> {
  const program = await findExecutable(temporalCli, {
    cacheFolder: join(defaultDataFolder, 'cache'),
    env: process.env,
    report: (line) => process.stderr.write(`${line}\n`),
    sources: usualSources,
  });
  return startTemporalServer({
    program,
    folder: join(folder, 'temporal-dev'),
    port: await freePort(),
    uiPort: await freePort(),
    searchAttributes: {},
    env: process.env,
  });
}
