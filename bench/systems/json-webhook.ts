import { createWebhookClient } from '../load/webhook-client.ts';

/** How the systems other than ours are told of a payment. */
export function createJsonWebhook(port: number) {
  const client = createWebhookClient(`http://127.0.0.1:${port}`);
  return {
    pay: (payNo: string): Promise<void> =>
      client.send({
        path: '/webhook',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ notificationId: `n-${payNo}`, payNo, amountMinor: 8880 }),
      }),
    close: client.close,
  };
}
