import { connect } from 'amqplib';
import fastify from 'fastify';
import pg from 'pg';
import { EXCHANGE, type Message } from './outbox-message.ts';
import { type Payment, recordPayment } from './record.ts';
import { setting } from './settings.ts';

/** The replaced design, without its faults: the message is of the same transaction, and is published once that is committed. */
const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
await pool.query(
  'create table if not exists bench.outbox (id text primary key, message jsonb not null, saved_at timestamptz default now())',
);
const channel = await (await connect(setting('RABBITMQ_URL'))).createConfirmChannel();

const messageOf = ({ notificationId, payNo }: Payment): Message => ({
  id: notificationId,
  messageType: 'payresult_notify',
  businessKey1: payNo,
  businessKey2: '60201',
});

const save = (client: pg.PoolClient, message: Message) =>
  client.query('insert into bench.outbox (id, message) values ($1, $2)', [message.id, message]);

/** A row goes only when the broker has confirmed that it has the message on disk. */
function publish(message: Message): void {
  channel.publish(
    EXCHANGE,
    '',
    Buffer.from(JSON.stringify(message)),
    { persistent: true, correlationId: message.id },
    (error) => {
      if (error) console.error(error);
      else pool.query('delete from bench.outbox where id = $1', [message.id]).catch(console.error);
    },
  );
}

/** What a crash has left between commit and confirm. */
async function publishLeftovers(): Promise<void> {
  const { rows } = await pool.query<{ message: Message }>(
    `select message from bench.outbox where saved_at < now() - interval '30 s' order by saved_at limit 100`,
  );
  for (const { message } of rows) publish(message);
}
setInterval(() => publishLeftovers().catch(console.error), 5_000);

const app = fastify();
app.post<{ Body: Payment }>('/webhook', async ({ body }) => {
  const message = messageOf(body);
  let isNew = false;
  await recordPayment(pool, body, async (client) => {
    isNew = true;
    await save(client, message);
  });
  if (isNew) publish(message);
  return 'success';
});
await app.listen({ host: '127.0.0.1', port: Number(setting('PORT')) });
console.log('ready');
