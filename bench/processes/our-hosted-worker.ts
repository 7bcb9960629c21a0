import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import { createActivities } from '../../src/activities/index.ts';
import { readConfig } from '../../src/config.ts';
import { createDatabase } from '../../src/db/database.ts';
import { createPool, onPool } from '../../src/db/pool.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { PAYMENTS_TASK_QUEUE } from '../../src/domain/temporal-names.ts';
import { createProviders } from '../../src/providers/index.ts';
import { connectWorker, createClient } from '../../src/temporal/connection.ts';
import { createOperatorEvents } from '../../src/temporal/operator-events.ts';
import { createPaymentNotifications } from '../../src/temporal/payment-notifications.ts';
import { createWorker } from '../../src/temporal/worker.ts';
import { createWorkflowHistory } from '../../src/temporal/workflow-history.ts';
import { createEffect } from './effect.ts';
import { setting, subscriberNames } from './settings.ts';

/** The payments worker as src/bin/worker.ts builds it, but that it hosts the bench's subscribers. */
const config = readConfig();
const logger = pino({ level: config.logLevel, base: { process: 'worker' }, timestamp: pino.stdTimeFunctions.isoTime });
Runtime.install({
  logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
    logger[level === 'TRACE' ? 'trace' : (level.toLowerCase() as 'info')]({ event: message, ...meta });
  }),
});
const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
const effect = createEffect(onPool(pool));
const client = createClient(config.temporal);
const connection = await connectWorker(config.temporal);

const hosted = subscriberNames(Number(setting('SUBSCRIBERS'))).map((name) => [
  name,
  ({ payNo }: PaymentResultMessage) => effect(name, payNo),
]);

const worker = await createWorker({
  connection,
  namespace: config.temporal.namespace,
  taskQueue: PAYMENTS_TASK_QUEUE,
  workflowBundle: { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) },
  activities: {
    ...Object.fromEntries(hosted),
    ...createActivities({
      database: createDatabase(pool),
      history: createWorkflowHistory(client.workflow),
      providers: createProviders(config.providers),
      notifications: createPaymentNotifications(client),
      operatorEvents: createOperatorEvents(client),
      orderTimeoutMinutes: config.orderTimeoutMinutes,
      unknownPaymentGraceSeconds: config.unknownPaymentGraceSeconds,
    }),
  },
});
const running = worker.run();
logger.info({ event: 'worker.ready' });
await running;
await connection.close();
await client.connection.close();
await pool.end();
process.exit();
