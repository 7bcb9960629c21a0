import { alipaySimulator } from '../../src/providers/alipay/simulator.ts';
import type { Settings } from '../../src/providers/settings.ts';
import { createWebhookClient, type Webhook } from '../load/webhook-client.ts';

/** Really signed notifications, signed before they are measured. */
export function createAlipayWebhook(port: number, settings: Settings) {
  const client = createWebhookClient(`http://127.0.0.1:${port}`);
  const signed = new Map<string, Webhook>();
  return {
    sign(payNo: string): void {
      const amount = { currency: 'CNY', amountMinor: 8880 };
      const simulation = { event: 'paid', payNo, amount, happenedAt: new Date(), set: {}, alter: {} } as const;
      signed.set(payNo, { path: '/webhooks/alipay', ...alipaySimulator.sign(simulation, settings) });
    },
    async pay(payNo: string): Promise<void> {
      const webhook = signed.get(payNo);
      if (!webhook) throw new Error(`${payNo} was not prepared`);
      signed.delete(payNo);
      await client.send(webhook);
    },
    close: client.close,
  };
}
