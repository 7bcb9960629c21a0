import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createServe } from '../activities/deliver.ts';
import { createActivities } from '../activities/index.ts';
import { createPauseSubscriber } from '../activities/pause-subscriber.ts';
import { createWatchFailures } from '../activities/watch-failures.ts';
import { createChannels } from '../channels/index.ts';
import { createDatabase, type Database } from '../db/database.ts';
import { onPool, type Pool } from '../db/pool.ts';
import type { PaymentResultMessage } from '../domain/payment-result.ts';
import { DELIVER_TASK_QUEUE, PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import type { Process } from '../process.ts';
import { createProviders } from '../providers/index.ts';
import { createSecretBox } from '../secrets/secret-box.ts';
import { hostedActivities, listedSubscribers } from '../subscribers/index.ts';
import { createBatchJobs } from '../temporal/batch-jobs.ts';
import { createBatches } from '../temporal/batches.ts';
import { startDeliverWorkers } from '../temporal/deliver-workers.ts';
import { createOperatorEvents } from '../temporal/operator-events.ts';
import { createPaymentNotifications } from '../temporal/payment-notifications.ts';
import { lookAtQueues } from '../temporal/queue-looks.ts';
import { createQueueWatches } from '../temporal/queue-watches.ts';
import { createSubscriberGuards } from '../temporal/subscriber-guards.ts';
import { createWorker } from '../temporal/worker.ts';
import { createWorkflowHistory } from '../temporal/workflow-history.ts';

const workflowBundle = { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) };

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The task queues that there are workers for; `deliver` is all of `deliver/<name>`. */
export const knownQueues = [PAYMENTS_TASK_QUEUE, ...listedSubscribers.map(({ taskQueue }) => taskQueue), DELIVER_TASK_QUEUE];

type Around = Process & {
  pool: Pool;
  client: Client;
  connection: NativeConnection;
  /** The code of hosted subscribers, by its name; that of this repository unless told otherwise. */
  hosted?: Record<string, (message: PaymentResultMessage) => Promise<unknown>>;
};

/** The workers of these task queues. `ended` resolves after SIGINT or SIGTERM, when what was in hand is done. */
export async function startWorkers(around: Around, queues: string[]) {
  const { config, logger, pool, client, connection, hosted = hostedActivities(onPool(pool)) } = around;
  const database = createDatabase(pool);
  const operatorEvents = createOperatorEvents(client);
  const pause = createPauseSubscriber({ database, operatorEvents, batches: createBatches(client) });
  const watchFailures = createWatchFailures({ database, guards: createSubscriberGuards(client) });
  const base = { connection, namespace: config.temporal.namespace };
  const channels = createChannels({ userAgent: `paynotify/${version}`, allowedNetworks: config.allowedNetworks });
  const payments = () =>
    createWorker({
      ...base,
      taskQueue: PAYMENTS_TASK_QUEUE,
      workflowBundle,
      activities: {
        ...hosted,
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
      serve: createServe({ database, secretBox: createSecretBox(config.secretsKey), pause, watchFailures }, channels),
      onError: (err, subscriber) => logger.warn({ event: 'deliver.failed', subscriber, err }),
    });

  const workers = await Promise.all([
    ...(queues.includes(PAYMENTS_TASK_QUEUE) ? [payments()] : []),
    ...listedSubscribers.filter(({ taskQueue }) => queues.includes(taskQueue)).map(subscriber),
  ]);
  const delivering = queues.includes(DELIVER_TASK_QUEUE) ? [await deliver()] : [];
  const running = workers.map((worker) => worker.run());
  const looking = queues.includes(PAYMENTS_TASK_QUEUE) ? [lookWhile(running, around, database)] : [];
  logger.info({ event: 'worker.ready', queues });
  return { ended: Promise.all([...running, ...looking, ...delivering.map(({ ended }) => ended)]) };
}

/** Looks at the queues of subscribers for as long as all of these workers run. */
function lookWhile(running: Promise<void>[], { client, logger }: Around, { listSubscribers }: Database): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  void Promise.race(running).then(stop, stop); // whoever waits for the workers hears of a failure
  const { taskQueues } = createPaymentNotifications(client);
  const onError = (err: unknown) => logger.warn({ event: 'queue.not_looked_at', err });
  return lookAtQueues({ listSubscribers, taskQueues, queueWatches: createQueueWatches(client), onError }, stopping.signal);
}
