import { createCipheriv, createSign } from 'node:crypto';
import type { Notification } from '../../../src/providers/provider.ts';
import { withChanges } from '../../../src/providers/simulated-changes.ts';
import type { Story } from '../../../src/providers/simulator.ts';
import type { WeChatPaySettings } from '../../../src/providers/wechatpay/index.ts';
import { type ClearNotification, weChatPayNotification } from '../../../src/providers/wechatpay/simulated-notification.ts';
import { bareBase64, keyPair } from '../alipay/fixture.ts';

export const PAID_AT = new Date('2026-03-01T16:30:05Z');
export const MERCHANT = { mchId: '1900000109', appId: 'wx8888888888888888' };
export const API_V3_KEY = '0123456789abcdefghijklmnopqrstuv';

/** WeChat Pay's keys. The stranger's is a good one, under a serial that is not his. */
export const KEYS = {
  current: { serial: 'PUB_KEY_ID_0119000001092024061300292500001111', ...keyPair() },
  next: { serial: '7132D72A03E93CDDF8C03BBD1F37EEDF4B0A8A4C', ...keyPair() },
  stranger: { serial: 'PUB_KEY_ID_0119000001092024061300292500001111', ...keyPair() },
};

const listed = (key: keyof typeof KEYS): string => `${KEYS[key].serial}=${bareBase64(KEYS[key].publicKey)}`;

export const SETTINGS: WeChatPaySettings = {
  ...MERCHANT,
  apiV3Keys: [API_V3_KEY],
  publicKeys: [listed('current')],
  now: () => PAID_AT.getTime() + 2_000,
};
export const ROTATING: WeChatPaySettings = { ...SETTINGS, publicKeys: [listed('next'), listed('current')] };

const PAID: Story = { event: 'paid', payNo: 'P1', amount: { currency: 'CNY', amountMinor: 8880 }, happenedAt: PAID_AT };
export const REFUND = { event: 'partially_refunded', refund: { refundId: 'R1', amountMinor: 1000 } } as const;

/** The notification of a payment of 88.80 yuan, or of something else, with some fields changed, before it is encrypted. */
export const clear = (changes: Record<string, string> = {}, story: Partial<Story> = {}): ClearNotification =>
  withChanges(weChatPayNotification({ ...PAID, ...story }, MERCHANT), changes) as ClearNotification;

export type Signing = {
  key?: keyof typeof KEYS;
  apiV3Key?: string;
  associatedData?: string;
  /** Seconds from the moment it happened. */
  signedLater?: number;
};

/** A second signer, written from WeChat Pay's documentation and not from ours. */
export function sign({ resource, ...envelope }: ClearNotification, signing: Signing = {}): Notification {
  const { apiV3Key = API_V3_KEY, associatedData = 'transaction' } = signing;
  const nonce = 'fdasflkja484';
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(associatedData));
  const encrypted = Buffer.concat([cipher.update(JSON.stringify(resource)), cipher.final(), cipher.getAuthTag()]);
  const algorithm = 'AEAD_AES_256_GCM';
  const ciphertext = encrypted.toString('base64');
  return signBody({ ...envelope, resource: { algorithm, ciphertext, associated_data: associatedData, nonce } }, signing);
}

/** The headers over whatever body. */
export function signBody(body: object | string | Buffer, { key = 'current', signedLater = 0 }: Signing = {}): Notification {
  const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const timestamp = String(PAID_AT.getTime() / 1000 + signedLater);
  const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c';
  const signer = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n`).update(rawBody).update('\n');
  const headers = {
    'content-type': 'application/json',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': KEYS[key].serial,
    'wechatpay-signature': signer.sign(KEYS[key].privateKey, 'base64'),
  };
  return { headers, rawBody };
}
