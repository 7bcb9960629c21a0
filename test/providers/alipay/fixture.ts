import { createSign, generateKeyPairSync } from 'node:crypto';
import { alipayNotification } from '../../../src/providers/alipay/signer.ts';
import type { Notification } from '../../../src/providers/provider.ts';

export type KeyPair = { privateKey: string; publicKey: string };

export function keyPair(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** The key as Alipay's console shows it: base64 on one line. */
export const bareBase64 = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '');

export const ALIPAY = keyPair();
export const MERCHANT = { appId: '2021000000000001', sellerId: '2088100000000001' };
export const SETTINGS = { ...MERCHANT, publicKeys: [ALIPAY.publicKey] };
export const PAID_AT = new Date('2026-03-01T16:30:05Z');

/** The parameters of a payment of 88.80 yuan, with some of them changed; `undefined` takes one away. */
export function params(changes: Record<string, string | undefined> = {}): Record<string, string> {
  const all = {
    ...alipayNotification({ event: 'paid', payNo: 'P1', amountMinor: 8880, ...MERCHANT, happenedAt: PAID_AT }),
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export const notification = (body: string | Buffer): Notification => ({ headers: {}, rawBody: Buffer.from(body) });

export type Signing = {
  privateKey?: string;
  algorithm?: string;
  empties?: 'signed' | 'left out';
  signType?: 'signed' | 'left out';
};

/** A second signer, written from Alipay's documentation and not from ours, with every variant that its SDKs have. */
export function sign(all: Record<string, Buffer | string>, signing: Signing = {}): string {
  const { privateKey = ALIPAY.privateKey, algorithm = 'RSA-SHA256', empties = 'left out', signType = 'left out' } = signing;
  const typed: Record<string, Buffer | string> = { sign_type: 'RSA2', ...all };
  const signer = createSign(algorithm);
  const names = Object.keys(typed).sort();
  const signed = names.filter(
    (name) => (signType === 'signed' || name !== 'sign_type') && (empties === 'signed' || typed[name]?.length),
  );
  for (const [index, name] of signed.entries()) signer.update(`${index > 0 ? '&' : ''}${name}=`).update(typed[name] ?? '');
  const parameters = { ...typed, sign: signer.sign(privateKey, 'base64') };
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${percentEncode(value)}`)
    .join('&');
}

/** Every byte is encoded: nothing here depends on what needs to be. */
export const percentEncode = (value: Buffer | string): string =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
