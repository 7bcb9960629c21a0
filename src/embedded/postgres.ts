import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, type Exit, startChild } from './child-process.ts';
import { bareEnvironment, type Environment } from './environment.ts';
import { giveToPostgres, postgresCommand } from './postgres-binaries.ts';
import { ensureCluster } from './postgres-cluster.ts';
import { ensureDatabase, queryOnce } from './postgres-database.ts';
import { removeStaleLock } from './postgres-lock.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export type PostgresOptions = {
  folder: string;
  port: number;
  env: Environment;
  /** Over the usual ones, by Postgres's own names. */
  settings?: Readonly<Record<string, string>>;
  /** Ends the start, and the server with it. */
  abort?: AbortSignal | undefined;
};

export type RunningPostgres = {
  /** Of the database `paynotify`, with user and password. */
  url: string;
  port: number;
  pid: number;
  exited: Promise<Exit>;
  /** Ends the open connections, writes everything down and waits for the end. */
  stop(): Promise<void>;
};

/**
 * A real Postgres on 127.0.0.1 whose data stays in `folder`. It survives its own kill -9, with all that was committed.
 * @throws when another Postgres runs on this data, or the port is taken.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  giveToPostgres(options.folder);
  const { dataFolder, password } = await ensureCluster(options.folder);
  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${options.port}/${database}`;
  const server = await startServer(options, dataFolder, url('postgres'));
  await ensureDatabase(url('postgres'), 'paynotify');
  return { ...server, url: url('paynotify'), port: options.port, stop: async () => void (await server.stop()) };
}

/** The remaining processes of a killed Postgres hold its shared memory for a moment longer: then it is tried again. */
async function startServer(options: PostgresOptions, dataFolder: string, url: string): Promise<Child> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options, dataFolder, url);
    } catch (error) {
      if (attempt === 20 || !String(error).includes('pre-existing shared memory')) throw error;
      await sleep(500);
    }
  }
}

async function startOnce(options: PostgresOptions, dataFolder: string, url: string): Promise<Child> {
  const { folder, env, abort } = options;
  removeStaleLock(dataFolder);
  const logFile = join(folder, 'postgres.log');
  writeFileSync(logFile, '');
  const child = await startChild({
    command: postgresCommand('postgres', ['-D', dataFolder, ...settings(options)]),
    env: bareEnvironment(env),
    logFile,
    recordFile: join(folder, 'process'),
    stopSignal: 'SIGINT',
    abort,
  });
  const ready = () => queryOnce(url, 'select 1').then(() => true);
  await waitUntilReady({ name: 'Postgres', ready, child, logFile });
  return child;
}

/** On loopback only and without a socket file, whose path may be too long or left over. */
const settings = ({ port, settings }: PostgresOptions): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: 'on',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
