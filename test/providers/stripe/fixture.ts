import { createHmac } from 'node:crypto';
import type { Notification } from '../../../src/providers/provider.ts';
import { withChanges } from '../../../src/providers/simulated-changes.ts';
import type { Story } from '../../../src/providers/simulator.ts';
import type { StripeSettings } from '../../../src/providers/stripe/index.ts';
import type { PaidEvent } from '../../../src/providers/stripe/notification.ts';
import { stripeEvent } from '../../../src/providers/stripe/simulated-event.ts';

export const PAID_AT = new Date('2026-03-01T16:30:05Z');
export const SECRETS = { current: 'whsec_current', next: 'whsec_next', stranger: 'whsec_stranger' };
export const SETTINGS: StripeSettings = { secrets: [SECRETS.current], now: () => PAID_AT.getTime() + 2_000 };
export const ROTATING: StripeSettings = { ...SETTINGS, secrets: [SECRETS.next, SECRETS.current] };

const PAID: Story = { event: 'paid', payNo: 'P1', amount: { currency: 'CNY', amountMinor: 8880 }, happenedAt: PAID_AT };
export const REFUND = { event: 'partially_refunded', refund: { refundId: 're_1', amountMinor: 1000 } } as const;

/** The event of a payment of 88.80 yuan, or of something else, with some fields changed. */
export const event = (changes: Record<string, string> = {}, story: Partial<Story> = {}, paidEvent?: PaidEvent): object =>
  withChanges(stripeEvent({ ...PAID, ...story }, paidEvent), changes);

export type Signing = { key?: keyof typeof SECRETS; signedLater?: number };

/** A second signer, written from Stripe's documentation and not from ours. */
export function sign(body: object | string | Buffer, { key = 'current', signedLater = 0 }: Signing = {}): Notification {
  const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const timestamp = PAID_AT.getTime() / 1000 + signedLater;
  const signature = createHmac('sha256', SECRETS[key]).update(`${timestamp}.`).update(rawBody).digest('hex');
  return { headers: { 'stripe-signature': `t=${timestamp},v1=${signature}` }, rawBody };
}
