import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Command } from 'commander';
import { createActivities } from '../activities/index.ts';
import { createDatabase } from '../db/database.ts';
import { createPool, onPool } from '../db/pool.ts';
import { PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { type Process, runProcess } from '../process.ts';
import { createProviders } from '../providers/index.ts';
import { hostedActivities, listedSubscribers } from '../subscribers/index.ts';
import { createBatchJobs } from '../temporal/batch-jobs.ts';
import { connectWorker, createClient } from '../temporal/connection.ts';
import { createOperatorEvents } from '../temporal/operator-events.ts';
import { createPaymentNotifications } from '../temporal/payment-notifications.ts';
import { createWorker } from '../temporal/worker.ts';
import { createWorkflowHistory } from '../temporal/workflow-history.ts';

const workflowBundle = { codePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) };

/** The workers of the task queues that are asked for, in one process. */
async function runWorkers({ config, logger }: Process, queues: string[]): Promise<void> {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      logger[level === 'TRACE' ? 'trace' : (level.toLowerCase() as 'info')]({ event: message, ...meta });
    }),
  });
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const client = createClient(config.temporal);
  const connection = await connectWorker(config.temporal);
  const base = { connection, namespace: config.temporal.namespace };
  const payments = () =>
    createWorker({
      ...base,
      taskQueue: PAYMENTS_TASK_QUEUE,
      workflowBundle,
      activities: {
        ...hostedActivities(onPool(pool)),
        ...createActivities({
          database: createDatabase(pool),
          history: createWorkflowHistory(client.workflow),
          providers: createProviders(config.providers),
          notifications: createPaymentNotifications(client),
          batchJobs: createBatchJobs(client),
          operatorEvents: createOperatorEvents(client),
          orderTimeoutMinutes: config.orderTimeoutMinutes,
          unknownPaymentGraceSeconds: config.unknownPaymentGraceSeconds,
        }),
      },
    });
  const subscriber = ({ taskQueue, activity, createActivity }: (typeof listedSubscribers)[number]) =>
    createWorker({ ...base, taskQueue, activities: { [activity]: createActivity(onPool(pool)) } });

  const workers = await Promise.all([
    ...(queues.includes(PAYMENTS_TASK_QUEUE) ? [payments()] : []),
    ...listedSubscribers.filter(({ taskQueue }) => queues.includes(taskQueue)).map(subscriber),
  ]);
  const running = workers.map((worker) => worker.run());
  logger.info({ event: 'worker.ready', queues });
  await Promise.all(running); // until SIGINT or SIGTERM, which the SDK's runtime turns into a graceful shutdown
  await connection.close();
  await client.connection.close();
  await pool.end();
}

const known = [PAYMENTS_TASK_QUEUE, ...listedSubscribers.map(({ taskQueue }) => taskQueue)];
const { queue } = new Command('worker')
  .option('--queue <names...>', `task queues to work on: ${known.join(', ')}`, known)
  .parse()
  .opts<{ queue: string[] }>();
const unknown = queue.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`unknown task queue ${unknown.join(', ')}; these are known: ${known.join(', ')}`);
  process.exitCode = 2;
} else await runProcess('worker', (started) => runWorkers(started, queue));
