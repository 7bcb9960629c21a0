import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../src/db/migrate.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/temporal-names.ts';
import { defaultDataFolder, temporaryDataFolder } from '../../src/embedded/data-folder.ts';
import { type Executable, temporalCli, temporalTestServer } from '../../src/embedded/executables.ts';
import { findExecutable, usualSources } from '../../src/embedded/find-executable.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { freePorts } from '../../src/embedded/stack-ports.ts';
import { startTemporalServer } from '../../src/embedded/temporal-server.ts';
import { createTemplate } from './database.ts';
import { stopServers, whenStopping } from './servers.ts';

/** Timers and retries without their floor of a second; retentions of seconds, kept to the second; short histories. */
const dynamicConfig = {
  'history.timerProcessorMaxTimeShift': '"1ms"',
  'system.namespaceMinRetentionLocal': '"1s"',
  'history.retentionTimerJitterDuration': '"100ms"',
  'limit.historyCount.suggestContinueAsNew': '400',
};

/** One Postgres and one Temporal for the whole run, on free ports, and where they are in the environment of the test files. */
export default async function globalSetup(): Promise<void> {
  try {
    await startServers(await temporaryDataFolder('test'));
  } catch (error) {
    await stopServers();
    throw error;
  }
}

async function startServers(dataFolder: string): Promise<void> {
  whenStopping(async () => rmSync(dataFolder, { recursive: true, force: true }));
  const ports = await freePorts();
  const { env } = process;
  const postgres = await startPostgres({ folder: join(dataFolder, 'postgres'), port: ports.postgres, env });
  whenStopping(postgres.stop);
  await createTemplate(postgres.url, migrate);
  const temporal = await startTemporalServer({
    program: await find(temporalCli),
    folder: join(dataFolder, 'temporal'),
    port: ports.temporal,
    uiPort: ports.temporalUi,
    searchAttributes: SEARCH_ATTRIBUTES,
    dynamicConfig,
    env,
  });
  whenStopping(temporal.stop);
  Object.assign(env, {
    TEST_DATABASE_URL: postgres.url,
    TEST_TEMPORAL_ADDRESS: temporal.address,
    TEST_TIME_SKIPPING_SERVER_PATH: await find(temporalTestServer),
  });
}

const find = (executable: Executable): Promise<string> =>
  findExecutable(executable, {
    cacheFolder: join(defaultDataFolder, 'cache'),
    env: process.env,
    sources: usualSources,
    report: (line) => process.stderr.write(`${line}\n`),
  });
