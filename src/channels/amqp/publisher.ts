import { type ConfirmChannel, connect } from 'amqplib';
import { DeliveryFailed } from '../channel.ts';
import { inTime } from './in-time.ts';
import type { OldMessage } from './old-message.ts';

const EXCHANGE = 'paynotify_exchange_fanout';
const HEARTBEAT_SECONDS = 10;
const CLOSING_MS = 2000;

/** A connection to a broker, with the exchange in place. */
export type Publisher = {
  /** Resolves when the broker has it for good. */
  publish: (message: OldMessage) => Promise<void>;
  close: () => Promise<void>;
};

/** @param onLost the connection has ended, and is of no use any more; called once or more often. */
export async function openPublisher(url: string, onLost: () => void): Promise<Publisher> {
  const connection = await connect(withHeartbeat(url), { timeout: HEARTBEAT_SECONDS * 1000 });
  const close = () => inTime(connection.close(), AbortSignal.timeout(CLOSING_MS)).catch(onLost); // it may have ended already
  connection.on('error', onLost).on('close', onLost);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', onLost).on('close', close);
    await channel.assertExchange(EXCHANGE, 'fanout', { durable: true, autoDelete: false });
    return { publish: publisherOn(channel), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A confirm alone is not enough: a message that no queue takes is confirmed as well, and then gone. It is returned first. */
function publisherOn(channel: ConfirmChannel): Publisher['publish'] {
  const returned = new Set<string>();
  channel.on('return', ({ properties }) => void returned.add(String(properties.correlationId)));
  return ({ id, content }) =>
    new Promise((resolve, reject) => {
      const options = { persistent: true, mandatory: true, correlationId: id };
      channel.publish(EXCHANGE, '', content, options, (error) => {
        if (returned.delete(id)) reject(unroutable());
        else if (error) reject(NACK.test(String(error)) ? notTaken(error) : lost(error));
        else resolve();
      });
    });
}

const unroutable = () => new DeliveryFailed('AmqpUnroutable', `no queue is bound to ${EXCHANGE}: nobody would have got it`);

// How the library says it, who has no code for it; else the channel was closed.
const NACK = /nack/;
const lost = (cause: unknown) =>
  new DeliveryFailed('AmqpConnectionLost', 'the connection was lost before it was confirmed', { cause });
const notTaken = (cause: unknown) => new DeliveryFailed('AmqpNack', 'the broker did not take it', { cause });

function withHeartbeat(url: string): string {
  const wanted = new URL(url);
  if (!wanted.searchParams.has('heartbeat')) wanted.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  return wanted.href;
}
