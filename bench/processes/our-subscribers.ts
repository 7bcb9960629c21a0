import { NativeConnection } from '@temporalio/worker';
import pg from 'pg';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { createWorker } from '../../src/temporal/worker.ts';
import { createEffect } from './effect.ts';
import { setting } from './settings.ts';

/** The subscribers of ours on task queues of their own: a worker each, all in one process. */
const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const effect = createEffect(pool);

const onPaymentResult = ({ idempotencyKey, payNo }: PaymentResultMessage): Promise<void> =>
  effect(idempotencyKey.slice(idempotencyKey.lastIndexOf('/') + 1), payNo);

const connection = await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') });
const base = { connection, namespace: setting('TEMPORAL_NAMESPACE'), activities: { onPaymentResult } };
const queues = setting('TASK_QUEUES').split(',');
const workers = await Promise.all(queues.map((taskQueue) => createWorker({ ...base, taskQueue })));
const running = workers.map((worker) => worker.run());
console.log('ready');
await Promise.all(running);
await connection.close();
await pool.end();
process.exit();
