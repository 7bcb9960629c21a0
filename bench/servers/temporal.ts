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

/** `profiled`: the server on Postgres says where its profiles can be fetched while it runs (`go tool pprof`). */
type Launch = { folder: string; postgresUrl: string; profiled: boolean };

export const startTemporal = (kind: TemporalKind, launch: Launch) =>
  kind === 'dev' ? startDev(launch.folder) : startOnPostgres(kind, launch);

/** The server's own choices where its template is told nothing, in databases of their own. */
const stock = {
  ...{ DB: 'postgres12', NUM_HISTORY_SHARDS: '4', DBNAME: 'stock_temporal', VISIBILITY_DBNAME: 'stock_visibility' },
  ...{ VISIBILITY_INDEXES: 'all', VISIBILITY_SYNCHRONOUS_COMMIT: 'on' },
};

const filled = { DBNAME: 'filled_temporal', VISIBILITY_DBNAME: 'filled_visibility' };

const settingsOf = { shipped: {}, stock, filled };

async function startOnPostgres(kind: Exclude<TemporalKind, 'dev'>, { folder, postgresUrl, profiled }: Launch) {
  const pprof = profiled ? { PPROF_PORT: String(await freePort()) } : undefined;
  const server = await startTemporalOnPostgres({
    postgresUrl,
    logFile: join(folder, `temporal-${kind}.log`),
    settings: { ...settingsOf[kind], ...pprof },
  });
  if (pprof) process.stderr.write(`Temporal's server, ${kind}: http://127.0.0.1:${pprof.PPROF_PORT}/debug/pprof/profile\n`);
  return server;
}

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
