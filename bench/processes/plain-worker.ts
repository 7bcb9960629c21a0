import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import pg from 'pg';
import { createEffect } from './effect.ts';
import { type Payment, recordPayment } from './record.ts';
import { setting } from './settings.ts';

const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const effect = createEffect(pool);

const activities = {
  savePayment: (payment: Payment) => recordPayment(pool, payment),
  notifySubscriber: (subscriber: string, { payNo }: Payment) => effect(subscriber, payNo),
};
export type PlainActivities = typeof activities;

const connection = await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') });
const worker = await Worker.create({
  connection,
  namespace: setting('TEMPORAL_NAMESPACE'),
  taskQueue: 'plain',
  workflowsPath: fileURLToPath(new URL('../workflows/plain.ts', import.meta.url)),
  activities,
});
const running = worker.run();
console.log('ready');
await running;
await connection.close();
await pool.end();
process.exit();
