import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../domain/temporal-names.ts';
import { describeExit, type Exit } from './child-process.ts';
import { defaultDataFolder } from './data-folder.ts';
import type { Environment } from './environment.ts';
import { temporalCli } from './executables.ts';
import { findExecutable, usualSources } from './find-executable.ts';
import { startPostgres } from './postgres.ts';
import { assertPortsFree, type StackPorts } from './stack-ports.ts';
import { startTemporalServer } from './temporal-server.ts';

/** Does a piece of work and shows it: its title, what it says meanwhile, how it ended. */
type Step = <T>(title: string, work: (say: (line: string) => void) => Promise<T>) => Promise<T>;

export type StackOptions = {
  dataFolder: string;
  ports: StackPorts;
  /** With DATABASE_URL or TEMPORAL_ADDRESS in it, that server is used in place of an embedded one. */
  env: Environment;
  step: Step;
  /** Told what happens after the start: a service has ended, is up again. */
  report: (line: string) => void;
  abort?: AbortSignal | undefined;
};

/** What was started and has to be stopped. */
export type Part = { stop(): Promise<void> };

export type Servers = {
  databaseUrl: string;
  temporalAddress: string;
  temporalUiUrl: string;
  /** Where the provider simulator will be; left out where there is none. */
  simulatorUrl?: string;
  broken: Promise<string>;
};

/** Postgres and Temporal: those that the environment names, else embedded ones, which are added to `parts`. */
export async function startServers(options: StackOptions, parts: Part[]): Promise<Servers> {
  const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL } = options.env;
  await assertPortsFree(options.ports, [
    'api',
    ...(DATABASE_URL ? [] : (['postgres'] as const)),
    ...(TEMPORAL_ADDRESS ? [] : (['temporal', 'temporalUi'] as const)),
  ]);
  const postgres = DATABASE_URL ? { url: DATABASE_URL, exited: undefined } : await embeddedPostgres(options, parts);
  const temporal = TEMPORAL_ADDRESS
    ? { address: TEMPORAL_ADDRESS, uiUrl: TEMPORAL_UI_URL ?? '', exited: undefined }
    : await embeddedTemporal(options, parts);
  const broken = Promise.race([endOf('Postgres', postgres), endOf('Temporal', temporal)]);
  return { databaseUrl: postgres.url, temporalAddress: temporal.address, temporalUiUrl: temporal.uiUrl, broken };
}

async function embeddedPostgres({ dataFolder, ports, env, step, abort }: StackOptions, parts: Part[]) {
  const folder = join(dataFolder, 'postgres');
  const postgres = await step('Postgres', () => startPostgres({ folder, port: ports.postgres, env, abort }));
  parts.push(postgres);
  return postgres;
}

async function embeddedTemporal({ dataFolder, ports, env, step, abort }: StackOptions, parts: Part[]) {
  const folder = join(dataFolder, 'temporal');
  const temporal = await step('Temporal', async (report) => {
    const sources = usualSources;
    const cacheFolder = join(defaultDataFolder, 'cache');
    const program = await findExecutable(temporalCli, { cacheFolder, env, report, sources, abort });
    const { temporal: port, temporalUi: uiPort } = ports;
    return startTemporalServer({ program, folder, port, uiPort, searchAttributes: SEARCH_ATTRIBUTES, env, abort });
  });
  parts.push(temporal);
  return temporal;
}

/** Never resolves for a server that is not ours. */
const endOf = (name: string, server: { exited?: Promise<Exit> | undefined }): Promise<string> =>
  server.exited?.then((exit) => `${name} ended unexpectedly (${describeExit(exit)})`) ?? new Promise(() => undefined);
