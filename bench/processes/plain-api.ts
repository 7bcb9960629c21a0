import { Client, Connection } from '@temporalio/client';
import fastify from 'fastify';
import type { notifyPayment } from '../workflows/plain.ts';
import type { Payment } from './record.ts';
import { setting, subscriberNames } from './settings.ts';

const connection = await Connection.connect({ address: setting('TEMPORAL_ADDRESS') });
const client = new Client({ connection, namespace: setting('TEMPORAL_NAMESPACE') });
const subscribers = subscriberNames(Number(setting('SUBSCRIBERS')));

const app = fastify();
app.post<{ Body: Payment }>('/webhook', async ({ body }) => {
  await client.workflow.start<typeof notifyPayment>('notifyPayment', {
    taskQueue: 'plain',
    workflowId: `payment-${body.payNo}`,
    args: [body, subscribers],
  });
  return 'success';
});
await app.listen({ host: '127.0.0.1', port: Number(setting('PORT')) });
console.log('ready');
