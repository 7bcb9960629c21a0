import { type ChannelModel, connect } from 'amqplib';

/** What the listener of the system replaced makes of a message: an object whose key fields are strings. */
export type OldMqMessage = { id: string; messageType: string; businessKey1: string; businessKey2: string };

const PAYNOTIFY_EXCHANGE_FANOUT = 'paynotify_exchange_fanout';
const PAYNOTIFY_QUEUE = 'paynotify_queue';
const BUYING_A_COURSE = '60201';

/**
 * The learning center's listener as it was: it declares exchange and queue, reads the message's bytes, handles its own and
 * acknowledges by hand. `enrolled` are the choose-course records, as they come.
 */
export async function startOldListener(url: string) {
  const connection: ChannelModel = await connect(url);
  const channel = await connection.createChannel();
  const enrolled: string[] = [];
  const messages: { parsed: OldMqMessage; raw: string; properties: { deliveryMode?: unknown; correlationId?: unknown } }[] = [];
  await channel.assertExchange(PAYNOTIFY_EXCHANGE_FANOUT, 'fanout', { durable: true, autoDelete: false });
  await channel.assertQueue(PAYNOTIFY_QUEUE, { durable: true });
  await channel.bindQueue(PAYNOTIFY_QUEUE, PAYNOTIFY_EXCHANGE_FANOUT, '');
  await channel.consume(
    PAYNOTIFY_QUEUE,
    (delivered) => {
      if (!delivered) return;
      const raw = delivered.content.toString('utf8');
      const parsed = parseStrings(raw);
      messages.push({ parsed, raw, properties: delivered.properties });
      if (parsed.messageType === 'payresult_notify' && parsed.businessKey2 === BUYING_A_COURSE)
        enrolled.push(parsed.businessKey1);
      channel.ack(delivered);
    },
    { noAck: false },
  );
  return { enrolled, messages, close: () => connection.close() };
}

/** Its JSON library reads a number of 63 bits exactly, and gives every field as a string. */
function parseStrings(raw: string): OldMqMessage {
  const exact = raw.replace(/"id":(\d+)/, '"id":"$1"');
  return JSON.parse(exact);
}
