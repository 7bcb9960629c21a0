import { claimDataFolder, releaseDataFolder } from './data-folder.ts';
import type { Environment } from './environment.ts';
import { runMigrations } from './migrations.ts';
import { freePort } from './ports.ts';
import { announceStack, type RunningStack, withdrawStack } from './running-stack.ts';
import { type Service, startService } from './service.ts';
import { environmentOf, type StackEnvironment } from './stack-environment.ts';
import { type Part, type StackOptions, startServers } from './stack-servers.ts';

export type Stack = RunningStack & {
  /** The API, the workers and the provider simulator. */
  services: Service[];
  /** Resolves, to a line that says why, when the stack cannot go on: Postgres or Temporal has ended unasked. */
  broken: Promise<string>;
  /** Stops everything in the right order; resolves when no process of it is left. */
  stop(): Promise<void>;
};

/**
 * The whole system on a data folder: servers, migrations, API and workers, none of which outlives this process.
 * @throws when a part does not come up or the start is aborted; all that was started is stopped again by then.
 */
export async function startStack(given: StackOptions): Promise<Stack> {
  const starting = new AbortController();
  const abort = () => starting.abort();
  given.abort?.addEventListener('abort', abort);
  return build({ ...given, abort: starting.signal }).finally(() => given.abort?.removeEventListener('abort', abort));
}

async function build(options: StackOptions): Promise<Stack> {
  const { dataFolder, step } = options;
  const parts: Part[] = [];
  const stop = async () => {
    withdrawStack(dataFolder);
    for (const part of parts.splice(0).reverse()) await part.stop();
    releaseDataFolder(dataFolder);
  };
  await claimDataFolder(dataFolder);
  try {
    withdrawStack(dataFolder);
    const servers = { ...(await startServers(options, parts)), simulatorUrl: `http://127.0.0.1:${await freePort()}` };
    const stackEnvironment = environmentOf(options, servers);
    await step('Tables and search attributes', () => runMigrations(options, stackEnvironment.env));
    const services = await step('API and workers', () => startServices(options, stackEnvironment, parts));
    announceStack(dataFolder, stackEnvironment.where);
    return { ...stackEnvironment.where, services, broken: servers.broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Differences = { readyUrl?: string; env?: Environment };

/** All at once: none of them waits for another. */
async function startServices(options: StackOptions, environment: StackEnvironment, parts: Part[]): Promise<Service[]> {
  const { dataFolder, report, abort } = options;
  const { simulatorEnv, where } = environment;
  const start = async (name: string, script: string[], { readyUrl, env = environment.env }: Differences = {}) => {
    const service = await startService({ name, script, env, dataFolder, report, abort, ...(readyUrl && { readyUrl }) });
    parts.push(service);
    return service;
  };
  const started = await Promise.allSettled([
    start('API', ['api.js'], { readyUrl: `${where.API_URL}/readyz` }),
    start('payments worker', ['worker.js', '--queue', 'payments']),
    start('learning-center worker', ['worker.js', '--queue', 'learning-center']),
    start('deliver worker', ['worker.js', '--queue', 'deliver']),
    start('provider simulator', ['provider-simulator.js'], { readyUrl: `${where.SIMULATOR_URL}/simulator`, env: simulatorEnv }),
  ]);
  return started.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
