import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exit, startChild } from './child-process.ts';
import { bareEnvironment, type Environment } from './environment.ts';
import { prepareNamespace } from './temporal-namespace.ts';
import { tiedToParent } from './tied-to-parent.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** Temporal's names of the types, and the command line's. */
const searchAttributeTypes = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList' } as const;

export type TemporalServerOptions = {
  /** The Temporal CLI (find-executable.ts). */
  program: string;
  folder: string;
  port: number;
  uiPort: number;
  searchAttributes: Readonly<Record<string, keyof typeof searchAttributeTypes>>;
  /** As JSON, by key: `{ 'history.timerProcessorMaxTimeShift': '"1ms"' }`. */
  dynamicConfig?: Readonly<Record<string, string>>;
  env: Environment;
  abort?: AbortSignal | undefined;
};

export type RunningTemporalServer = {
  address: string;
  uiUrl: string;
  pid: number;
  exited: Promise<Exit>;
  stop(): Promise<void>;
};

/**
 * The real Temporal Server with its Web UI on 127.0.0.1; namespace `default`, closed workflows kept for 30 days. All is kept
 * in one SQLite file in `folder` and survives its own kill -9; a power cut may lose the last commits (`synchronous=normal`).
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningTemporalServer> {
  const { program, folder, env, abort } = options;
  const address = `127.0.0.1:${options.port}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = join(folder, 'temporal.log');
  writeFileSync(logFile, '');
  const child = await startChild({
    command: [...tiedToParent('KILL'), program, 'server', 'start-dev', ...flags(options)],
    env: bareEnvironment(env),
    logFile,
    recordFile: join(folder, 'process'),
    abort,
  });
  const ready = () => prepareNamespace(address, { retentionDays: 30 }).then(() => true);
  await waitUntilReady({ name: 'Temporal', ready, child, logFile });
  return {
    address,
    uiUrl: `http://127.0.0.1:${options.uiPort}`,
    pid: child.pid,
    exited: child.exited,
    stop: async () => void (await child.stop()),
  };
}

const flags = (options: TemporalServerOptions): string[] => [
  ...['--ip', '127.0.0.1', '--port', String(options.port), '--ui-port', String(options.uiPort)],
  ...['--db-filename', join(options.folder, 'temporal.db')],
  // A few times as fast as SQLite's defaults.
  ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
  ...['--log-level', 'warn', '--ui-disable-news-fetch'],
  ...Object.entries(options.searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${searchAttributeTypes[type]}`,
  ]),
  ...Object.entries(options.dynamicConfig ?? {}).flatMap(([key, json]) => ['--dynamic-config-value', `${key}=${json}`]),
];
