import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../src/domain/temporal-names.ts';
import { startChild } from '../../src/embedded/child-process.ts';
import { projectFolder, releaseDataFolder, temporaryDataFolder } from '../../src/embedded/data-folder.ts';
import type { Environment } from '../../src/embedded/environment.ts';
import { runMigrations } from '../../src/embedded/migrations.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { environmentOf } from '../../src/embedded/stack-environment.ts';
import { freePorts } from '../../src/embedded/stack-ports.ts';
import { startTemporalServer } from '../../src/embedded/temporal-server.ts';
import { tiedToParent } from '../../src/embedded/tied-to-parent.ts';
import { waitUntilReady } from '../../src/embedded/wait-until-ready.ts';
import { quietEnvironment } from './quiet-environment.ts';
import { createShop } from './shop.ts';
import { findTemporalCli } from './temporal-cli.ts';

type Running = { pid: number; exited: Promise<unknown>; stop: () => Promise<unknown> };

/** A process that the test alone starts and ends: nothing starts it again behind its back. */
type Part = {
  /** Resolves when it is of use; nothing is done where it runs already. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
};

function createPart(launch: () => Promise<Running>): Part {
  let launched: Promise<Running> | undefined;
  const end = async (how: (running: Running) => Promise<unknown>) => {
    const ending = launched;
    launched = undefined;
    if (ending) await how(await ending);
  };
  return {
    async start() {
      launched ??= launch();
      await launched;
    },
    stop: () => end((running) => running.stop()).catch(() => undefined), // what did not come up is gone
    kill: () =>
      end(({ pid, exited }) => {
        process.kill(pid, 'SIGKILL');
        return exited;
      }),
  };
}

/** The processes of a stack, all of them up, and the shop that uses them. */
export type Parts = Awaited<ReturnType<typeof startParts>>;

/**
 * The processes of a stack, each in the test's hands. Call it while the file is loaded; they are up before each test, and
 * stopped after the last one.
 */
export function useParts(): () => Parts {
  let parts: Parts | undefined;
  beforeAll(async () => {
    parts = await startParts();
  });
  beforeEach(() => parts?.startAll());
  afterAll(() => parts?.stopAll());
  return () => {
    if (!parts) throw new Error('the parts are there from beforeAll on');
    return parts;
  };
}

async function startParts() {
  const dataFolder = await temporaryDataFolder('e2e');
  const ports = await freePorts();
  const env = quietEnvironment();
  const program = await findTemporalCli();
  let databaseUrl = '';
  const postgres = createPart(async () => {
    const server = await startPostgres({ folder: join(dataFolder, 'postgres'), port: ports.postgres, env });
    databaseUrl = server.url;
    return server;
  });
  const { temporal: port, temporalUi: uiPort } = ports;
  const folder = join(dataFolder, 'temporal');
  const temporal = createPart(() =>
    startTemporalServer({ program, folder, port, uiPort, searchAttributes: SEARCH_ATTRIBUTES, env }),
  );
  const servers = { postgres, temporal };
  const stop = async (parts: Part[]) => {
    for (const part of parts.reverse()) await part.stop();
    releaseDataFolder(dataFolder);
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    for (const server of Object.values(servers)) await server.start();
    const where = { databaseUrl, temporalAddress: `127.0.0.1:${port}`, temporalUiUrl: '', broken: new Promise<never>(() => {}) };
    const options = { dataFolder, ports, env, step: never, report: never };
    const stack = environmentOf(options, where);
    await runMigrations({ dataFolder }, stack.env);
    const launch = (script: string[], readyUrl?: string) =>
      createPart(() => startService({ script, env: stack.env, dataFolder, ...(readyUrl && { readyUrl }) }));
    const services = {
      api: launch(['api.js'], `${stack.where.API_URL}/readyz`),
      paymentsWorker: launch(['worker.js', '--queue', 'payments']),
      learningCenterWorker: launch(['worker.js', '--queue', 'learning-center']),
    };
    const all = [...Object.values(servers), ...Object.values(services)];
    const shop = createShop(dataFolder, stack.where);
    return {
      ...{ ...servers, ...services, shop },
      async startAll() {
        for (const part of Object.values(servers)) await part.start();
        await Promise.all(Object.values(services).map((part) => part.start()));
      },
      /** Temporal's database is lost, and a new one is there. */
      async loseTemporal() {
        await temporal.stop();
        for (const file of ['temporal.db', 'temporal.db-wal', 'temporal.db-shm']) rmSync(join(folder, file), { force: true });
        await temporal.start();
        await runMigrations({ dataFolder }, stack.env);
      },
      async stopAll() {
        await shop.close();
        await stop(all);
      },
    };
  } catch (error) {
    await stop(Object.values(servers));
    throw error;
  }
}

const never = (): never => {
  throw new Error('nobody calls this');
};

type ServiceLaunch = { script: string[]; env: Environment; dataFolder: string; readyUrl?: string };

/** One of our own processes; of use once its URL answers with 200, or once it says on its log that it is. */
async function startService({ script, env, dataFolder, readyUrl }: ServiceLaunch): Promise<Running> {
  const [file = '', ...parameters] = script;
  const logFile = join(dataFolder, `${script.at(-1)}.log`);
  let saidReady = false;
  const child = await startChild({
    command: [...tiedToParent('KILL'), process.execPath, join(projectFolder, 'dist/bin', file), ...parameters],
    env,
    logFile,
    onLine: (line) => {
      saidReady ||= line.includes('"event":"worker.ready"');
    },
  });
  const ready = async () => (readyUrl ? (await fetch(readyUrl)).status === 200 : saidReady);
  await waitUntilReady({ name: script.join(' '), ready, child, logFile, timeoutSeconds: 300 });
  return child;
}
