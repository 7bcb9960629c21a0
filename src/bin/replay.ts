import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HistoryAndWorkflowId } from '@temporalio/client';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Command } from 'commander';
import { readTemporalConfig } from '../config.ts';
import { PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { projectFolder } from '../embedded/data-folder.ts';
import { runningTemporal } from '../embedded/running-temporal.ts';
import { environment } from '../process-environment.ts';
import { createClient } from '../temporal/connection.ts';
import { replay } from '../temporal/replay.ts';

type Options = { fromServer?: true; query?: string };

const workflowBundle = { codePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) };

await new Command('replay')
  .description("Replays histories on today's workflow code. Exits 0 when it does again all that they say, else 1.")
  .argument('[folder]', 'histories as JSON files', join(projectFolder, 'test/replay/histories'))
  .option('--from-server', 'those of the running stack, or of TEMPORAL_ADDRESS, in place of a folder')
  .option('--query <query>', "which of the server's, in the words of Temporal's list filter")
  .action(main)
  .parseAsync();

async function main(folder: string, { fromServer, query }: Options): Promise<void> {
  // A failure is said once, in its history's line.
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { filter: 'OFF' } } });
  try {
    const failed = fromServer || query !== undefined ? await replayServer(query) : await report(inFolder(folder));
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(`replay: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/** Prints a line a history; resolves to how many failed. */
async function report(histories: AsyncIterable<HistoryAndWorkflowId> | Iterable<HistoryAndWorkflowId>): Promise<number> {
  let count = 0;
  let failed = 0;
  for await (const { name, failure } of replay(workflowBundle, histories)) {
    count++;
    if (failure !== null) failed++;
    console.log(failure === null ? `ok      ${name}` : `FAILED  ${name}: ${failure}`);
  }
  console.log(`${count} histories replayed, ${failed} failed`);
  return failed;
}

function inFolder(folder: string): HistoryAndWorkflowId[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error(`there are no histories in ${folder}`);
  return files.map((file) => ({
    workflowId: basename(file, '.json'),
    history: historyFromJSON(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  }));
}

async function replayServer(query: string | undefined): Promise<number> {
  const { namespace, connection } = readTemporalConfig(runningTemporal(environment));
  const client = createClient({ namespace, connection: { ...connection, connectTimeout: '5s' } });
  try {
    await client.connection.ensureConnected().catch((error: Error) => {
      throw new Error(`no Temporal at ${connection.address}: start the stack, or set TEMPORAL_ADDRESS (${error.message})`);
    });
    const ours = `TaskQueue = '${PAYMENTS_TASK_QUEUE}'`;
    return await report(client.workflow.list({ query: query ? `${ours} and (${query})` : ours }).intoHistories());
  } finally {
    await client.connection.close();
  }
}
