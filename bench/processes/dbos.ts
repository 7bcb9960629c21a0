import { DBOS } from '@dbos-inc/dbos-sdk';
import fastify from 'fastify';
import pg from 'pg';
import { createEffect } from './effect.ts';
import { type Payment, recordPayment } from './record.ts';
import { setting, subscriberNames } from './settings.ts';

/** DBOS as its own guide has it: a workflow of steps in the process that takes the webhook. */
const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const effect = createEffect(pool);
const subscribers = subscriberNames(Number(setting('SUBSCRIBERS')));

DBOS.setConfig({ name: 'payments', systemDatabaseUrl: setting('DBOS_DATABASE_URL'), logLevel: 'warn', runAdminServer: false });

const notifyPayment = DBOS.registerWorkflow(
  async (payment: Payment) => {
    await DBOS.runStep(() => recordPayment(pool, payment), { name: 'recordPayment' });
    const tell = (subscriber: string) =>
      DBOS.runStep(() => effect(subscriber, payment.payNo), { name: subscriber, retriesAllowed: true, maxAttempts: 100 });
    await Promise.allSettled(subscribers.map(tell));
  },
  { name: 'notifyPayment' },
);
await DBOS.launch();

const app = fastify();
app.post<{ Body: Payment }>('/webhook', async ({ body }) => {
  // It resolves when the workflow and its input are in Postgres.
  await DBOS.startWorkflow(notifyPayment, { workflowID: `payment-${body.payNo}` })(body);
  return 'success';
});
await app.listen({ host: '127.0.0.1', port: Number(setting('PORT')) });
console.log('ready');
