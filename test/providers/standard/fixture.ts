import { createHmac } from 'node:crypto';
import type { Notification } from '../../../src/providers/provider.ts';
import { withChanges } from '../../../src/providers/simulated-changes.ts';
import type { Story } from '../../../src/providers/simulator.ts';
import type { StandardSettings } from '../../../src/providers/standard/index.ts';
import { standardNotification } from '../../../src/providers/standard/signer.ts';

export const PAID_AT = new Date('2026-03-01T16:30:05Z');
export const SECRETS = {
  current: Buffer.alloc(32, 'current').toString('base64'),
  next: Buffer.alloc(32, 'next').toString('base64'),
  stranger: Buffer.alloc(32, 'stranger').toString('base64'),
};
export const SETTINGS: StandardSettings = { secrets: [`whsec_${SECRETS.current}`], now: () => PAID_AT.getTime() + 2_000 };
export const ROTATING: StandardSettings = { ...SETTINGS, secrets: [SECRETS.next, `whsec_${SECRETS.current}`] };

const PAID: Story = { event: 'paid', payNo: 'P1', amount: { currency: 'CNY', amountMinor: 8880 }, happenedAt: PAID_AT };
export const REFUND = { event: 'partially_refunded', refund: { refundId: 'R1', amountMinor: 1000 } } as const;

/** The notification of a payment of 88.80 yuan, or of something else, with some fields changed. */
export const body = (changes: Record<string, string> = {}, story: Partial<Story> = {}): object =>
  withChanges(standardNotification({ ...PAID, ...story }), changes);

export type Signing = { key?: keyof typeof SECRETS; signedLater?: number; id?: string };

/** A second signer, written from the specification and not from ours. */
export function sign(said: object | string | Buffer, signing: Signing = {}): Notification {
  const { key = 'current', signedLater = 0, id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' } = signing;
  const rawBody = Buffer.isBuffer(said) ? said : Buffer.from(typeof said === 'string' ? said : JSON.stringify(said));
  const timestamp = String(PAID_AT.getTime() / 1000 + signedLater);
  const hmac = createHmac('sha256', Buffer.from(SECRETS[key], 'base64')).update(`${id}.${timestamp}.`).update(rawBody);
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${hmac.digest('base64')}` };
  return { headers, rawBody };
}
