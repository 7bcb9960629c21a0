import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../src/domain/temporal-names.ts';
import { defaultDataFolder } from '../../src/embedded/data-folder.ts';
import { temporalCli } from '../../src/embedded/executables.ts';
import { findExecutable, usualSources } from '../../src/embedded/find-executable.ts';
import { freePorts } from '../../src/embedded/stack-ports.ts';
import { type RunningTemporalServer, startTemporalServer } from '../../src/embedded/temporal-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const running: RunningTemporalServer[] = [];

async function start() {
  const { env } = process;
  const cacheFolder = join(defaultDataFolder, 'cache');
  const program = await findExecutable(temporalCli, { cacheFolder, env, sources: usualSources, report: () => undefined });
  const { temporal: port, temporalUi: uiPort } = await freePorts();
  const server = await startTemporalServer({ program, folder, port, uiPort, searchAttributes: SEARCH_ATTRIBUTES, env });
  running.push(server);
  return { server, connection: await Connection.connect({ address: server.address }) };
}

afterAll(() => Promise.all(running.map((server) => server.stop())));

test('it comes up with Web UI and search attributes, keeps closed workflows for 30 days and all of it over a kill -9', async () => {
  const first = await start();
  expect((await fetch(first.server.uiUrl)).status).toBe(200);
  await new Client({ connection: first.connection }).workflow.start('any', { taskQueue: 'nobody', workflowId: 'kept' });
  await first.connection.close();
  process.kill(first.server.pid, 'SIGKILL');
  await first.server.exited;

  const { connection } = await start();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  const { status } = await new Client({ connection }).workflow.getHandle('kept').describe();
  expect(Object.keys(customAttributes).sort()).toEqual(Object.keys(SEARCH_ATTRIBUTES).sort());
  expect(tsToMs(config?.workflowExecutionRetentionTtl)).toBe(30 * 24 * 3600 * 1000);
  expect(status.name).toBe('RUNNING');
  await connection.close();
});
