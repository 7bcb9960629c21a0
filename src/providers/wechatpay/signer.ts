import { createSign, randomBytes } from 'node:crypto';
import { Aes } from 'wechatpay-axios-plugin';
import type { SignedNotification } from '../simulator.ts';
import type { ClearNotification } from './simulated-notification.ts';

/** The keys that stand for WeChat Pay's own. */
export type WeChatPayKeys = { privateKeyPem: string; serial: string; apiV3Key: string };

/** Encrypted and signed as WeChat Pay would at this moment, with a nonce of its own. */
export function signWeChatPayNotification(clear: ClearNotification, keys: WeChatPayKeys, at: Date): SignedNotification {
  const original_type = clear.event_type === 'REFUND.SUCCESS' ? 'refund' : 'transaction';
  const nonce = randomBytes(6).toString('hex');
  const ciphertext = Aes.AesGcm.encrypt(JSON.stringify(clear.resource), keys.apiV3Key, nonce, original_type);
  const resource = { original_type, algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: original_type, nonce };
  return signWeChatPayBody(JSON.stringify({ ...clear, resource }), keys, at);
}

/** The headers over whatever bytes. */
export function signWeChatPayBody(
  body: string,
  { privateKeyPem, serial }: Omit<WeChatPayKeys, 'apiV3Key'>,
  at: Date,
): SignedNotification {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const headers = {
    'content-type': 'application/json',
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).sign(privateKeyPem, 'base64'),
  };
  return { headers, body };
}
