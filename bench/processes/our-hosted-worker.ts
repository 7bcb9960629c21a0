import pino from 'pino';
import { readConfig } from '../../src/config.ts';
import { createPool, onPool } from '../../src/db/pool.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { PAYMENTS_TASK_QUEUE } from '../../src/domain/temporal-names.ts';
import { connectWorker, createClient } from '../../src/temporal/connection.ts';
import { logRuntime } from '../../src/wiring/runtime.ts';
import { startWorkers } from '../../src/wiring/workers.ts';
import { createEffect } from './effect.ts';
import { setting, subscriberNames } from './settings.ts';

/** The payments worker as it is shipped, but that it hosts the bench's subscribers. */
const config = readConfig();
const logger = pino({ level: config.logLevel, base: { process: 'worker' }, timestamp: pino.stdTimeFunctions.isoTime });
logRuntime(logger);
const pool = createPool(config.databaseUrl, (err) => logger.warn({ event: 'postgres.connection_lost', err }));
const effect = createEffect(onPool(pool));
const client = createClient(config.temporal);
const connection = await connectWorker(config.temporal);

const hosted = Object.fromEntries(
  subscriberNames(Number(setting('SUBSCRIBERS'))).map((name) => [name, ({ payNo }: PaymentResultMessage) => effect(name, payNo)]),
);
const { ended } = await startWorkers({ config, logger, pool, client, connection, hosted }, [PAYMENTS_TASK_QUEUE]);
await ended;
await connection.close();
await client.connection.close();
await pool.end();
process.exit();
