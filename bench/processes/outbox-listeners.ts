import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelModel, type ConsumeMessage, connect } from 'amqplib';
import pg from 'pg';
import { createEffect } from './effect.ts';
import { EXCHANGE, type Message } from './outbox-message.ts';
import { setting, subscriberNames } from './settings.ts';

/** The listeners of the replaced design, with its settings: one message at a time, three tries a second apart, then it is dropped. */
const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const effect = createEffect(pool);
const TRIES = 3;

async function listen(connection: ChannelModel, subscriber: string): Promise<void> {
  const channel = await connection.createChannel();
  await channel.assertExchange(EXCHANGE, 'fanout', { durable: true });
  const { queue } = await channel.assertQueue(`queue-${subscriber}`, { durable: true });
  await channel.bindQueue(queue, EXCHANGE, '');
  await channel.prefetch(250); // what the replaced system's library fetches ahead
  let last = Promise.resolve();
  await channel.consume(queue, (message) => {
    if (message) last = last.then(() => take(message));
  });

  async function take(message: ConsumeMessage): Promise<void> {
    const { businessKey1 }: Message = JSON.parse(message.content.toString());
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const isDone = await effect(subscriber, businessKey1).then(
        () => true,
        () => false,
      );
      if (isDone) return channel.ack(message);
      if (attempt < TRIES) await sleep(1_000);
    }
    channel.nack(message, false, false);
  }
}

const connection = await connect(setting('RABBITMQ_URL'));
for (const subscriber of subscriberNames(Number(setting('SUBSCRIBERS')))) await listen(connection, subscriber);
console.log('ready');
