import fastify from 'fastify';
import { Pool } from 'undici';
import type { Payment } from './record.ts';
import { setting } from './settings.ts';

const ingress = new Pool(setting('RESTATE_INGRESS'), { connections: 64 });

const app = fastify();
app.post<{ Body: Payment }>('/webhook', async ({ body }, reply) => {
  // It is answered when Restate has it for good.
  const answer = await ingress.request({
    method: 'POST',
    path: '/payments/notify/send',
    headers: { 'content-type': 'application/json', 'idempotency-key': body.notificationId },
    body: JSON.stringify(body),
  });
  await answer.body.dump();
  if (answer.statusCode >= 300) return reply.code(503).send('failure');
  return 'success';
});
await app.listen({ host: '127.0.0.1', port: Number(setting('PORT')) });
console.log('ready');
