import { Command } from 'commander';
import { createPool } from '../db/pool.ts';
import { type Process, runProcess } from '../process.ts';
import { createClient } from '../temporal/connection.ts';
import { connectWorker } from '../temporal/worker.ts';
import { logRuntime } from '../wiring/runtime.ts';
import { knownQueues, startWorkers } from '../wiring/workers.ts';

/** The workers of the task queues that are asked for, in one process. */
async function runWorkers({ config, logger }: Process, queues: string[]): Promise<void> {
  logRuntime(logger);
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const client = createClient(config.temporal);
  const connection = await connectWorker(config.temporal);
  const { ended } = await startWorkers({ config, logger, pool, client, connection }, queues);
  await ended; // SIGINT and SIGTERM are turned into a graceful shutdown by the SDK's runtime
  await connection.close();
  await client.connection.close();
  await pool.end();
}

const { queue } = new Command('worker')
  .option('--queue <names...>', `task queues to work on: ${knownQueues.join(', ')}`, knownQueues)
  .parse()
  .opts<{ queue: string[] }>();
const unknown = queue.filter((name) => !knownQueues.includes(name));
if (unknown.length > 0) {
  console.error(`unknown task queue ${unknown.join(', ')}; these are known: ${knownQueues.join(', ')}`);
  process.exitCode = 2;
} else await runProcess('worker', (started) => runWorkers(started, queue));
