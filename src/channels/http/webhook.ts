import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Message } from '../channel.ts';

/** A request as Standard Webhooks has it. */
export type WebhookRequest = { headers: Record<string, string>; body: string };

type Signing = { secrets: string[]; sentAt: Date };

/**
 * The message, signed with every secret. The id is the delivery's: the same over attempts and redeliveries; the timestamp is the
 * attempt's.
 */
export function webhookOf(message: Message, { secrets, sentAt }: Signing): WebhookRequest {
  const id = webhookIdOf(message.idempotencyKey);
  const body = JSON.stringify({ type: typeOf(message), timestamp: message.occurredAt, data: message });
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(' '),
  };
  return { headers, body };
}

/** A hash: a key may hold a provider's refund id, and so what no header can. */
const webhookIdOf = (idempotencyKey: string): string => `msg_${createHash('sha256').update(idempotencyKey).digest('base64url')}`;

const typeOf = (message: Message): string =>
  message.messageType === 'operator_event' ? message.event : `payment.${message.result}`;
