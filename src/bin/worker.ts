import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Command } from 'commander';
import { createServe } from '../activities/deliver.ts';
import { createActivities } from '../activities/index.ts';
import { createPauseSubscriber } from '../activities/pause-subscriber.ts';
import { createChannels } from '../channels/index.ts';
import { createDatabase } from '../db/database.ts';
import { createPool, onPool } from '../db/pool.ts';
import { DELIVER_TASK_QUEUE, PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { type Process, runProcess } from '../process.ts';
import { createProviders } from '../providers/index.ts';
import { createSecretBox } from '../secrets/secret-box.ts';
import { hostedActivities, listedSubscribers } from '../subscribers/index.ts';
import { createBatchJobs } from '../temporal/batch-jobs.ts';
import { createBatches } from '../temporal/batches.ts';
import { connectWorker, createClient } from '../temporal/connection.ts';
import { startDeliverWorkers } from '../temporal/deliver-workers.ts';
import { createOperatorEvents } from '../temporal/operator-events.ts';
import { createPaymentNotifications } from '../temporal/payment-notifications.ts';
import { createWorker } from '../temporal/worker.ts';
import { createWorkflowHistory } from '../temporal/workflow-history.ts';

const workflowBundle = { codePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) };

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The workers of the task queues that are asked for, in one process. */
async function runWorkers({ config, logger }: Process, queues: string[]): Promise<void> {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      logger[level === 'TRACE' ? 'trace' : (level.toLowerCase() as 'info')]({ event: message, ...meta });
    }),
  });
  const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
  const database = createDatabase(pool);
  const client = createClient(config.temporal);
  const connection = await connectWorker(config.temporal);
  const operatorEvents = createOperatorEvents(client);
  const pause = createPauseSubscriber({ database, operatorEvents, batches: createBatches(client) });
  const base = { connection, namespace: config.temporal.namespace };
  const channels = createChannels({ userAgent: `paynotify/${version}`, allowedNetworks: config.allowedNetworks });
  const payments = () =>
    createWorker({
      ...base,
      taskQueue: PAYMENTS_TASK_QUEUE,
      workflowBundle,
      activities: {
        ...hostedActivities(onPool(pool)),
        ...createActivities({
          database,
          history: createWorkflowHistory(client.workflow),
          providers: createProviders(config.providers),
          notifications: createPaymentNotifications(client),
          batchJobs: createBatchJobs(client),
          operatorEvents,
          orderTimeoutMinutes: config.orderTimeoutMinutes,
          unknownPaymentGraceSeconds: config.unknownPaymentGraceSeconds,
        }),
      },
    });
  const subscriber = ({ taskQueue, activity, createActivity }: (typeof listedSubscribers)[number]) =>
    createWorker({ ...base, taskQueue, activities: { [activity]: createActivity(onPool(pool)) } });
  const deliver = () =>
    startDeliverWorkers({
      ...base,
      listSubscribers: database.listSubscribers,
      serve: createServe({ database, secretBox: createSecretBox(config.secretsKey), pause }, channels),
      onError: (err, subscriber) => logger.warn({ event: 'deliver.failed', subscriber, err }),
    });

  const workers = await Promise.all([
    ...(queues.includes(PAYMENTS_TASK_QUEUE) ? [payments()] : []),
    ...listedSubscribers.filter(({ taskQueue }) => queues.includes(taskQueue)).map(subscriber),
  ]);
  const delivering = queues.includes(DELIVER_TASK_QUEUE) ? [await deliver()] : [];
  const running = [...workers.map((worker) => worker.run()), ...delivering.map(({ ended }) => ended)];
  logger.info({ event: 'worker.ready', queues });
  await Promise.all(running); // until SIGINT or SIGTERM, which the SDK's runtime turns into a graceful shutdown
  await connection.close();
  await client.connection.close();
  await pool.end();
}

const known = [PAYMENTS_TASK_QUEUE, ...listedSubscribers.map(({ taskQueue }) => taskQueue), DELIVER_TASK_QUEUE];
const { queue } = new Command('worker')
  .option('--queue <names...>', `task queues to work on: ${known.join(', ')}`, known)
  .parse()
  .opts<{ queue: string[] }>();
const unknown = queue.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`unknown task queue ${unknown.join(', ')}; these are known: ${known.join(', ')}`);
  process.exitCode = 2;
} else await runProcess('worker', (started) => runWorkers(started, queue));
