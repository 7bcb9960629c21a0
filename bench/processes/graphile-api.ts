import fastify from 'fastify';
import pg from 'pg';
import { type Payment, recordPayment } from './record.ts';
import { setting, subscriberNames } from './settings.ts';

const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const subscribers = subscriberNames(Number(setting('SUBSCRIBERS')));

/** The jobs are of the same transaction: they are there if and only if the payment is. */
const addJobs = (client: pg.PoolClient, { payNo }: Payment) =>
  client.query(
    `select from unnest($2::text[]) subscriber
     cross join lateral graphile_worker.add_job('tell', json_build_object('subscriber', subscriber, 'payNo', $1::text))`,
    [payNo, subscribers],
  );

const app = fastify();
app.post<{ Body: Payment }>('/webhook', async ({ body }) => {
  await recordPayment(pool, body, (client) => addJobs(client, body));
  return 'success';
});
await app.listen({ host: '127.0.0.1', port: Number(setting('PORT')) });
console.log('ready');
