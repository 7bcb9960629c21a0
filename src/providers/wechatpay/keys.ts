import type { KeyObject } from 'node:crypto';
import { readRsaPublicKey } from '../rsa-public-key.ts';
import type { Keys } from './signature.ts';

/**
 * WeChat Pay's public keys by their serial: `PUB_KEY_ID_…=` and the key, or a platform certificate's serial and the
 * certificate or its key. Several are for the time in which they rotate.
 * @throws Error that says which entry is wrong, without quoting it, or that there is none.
 */
export function readPublicKeys(entries: string[]): Keys {
  if (entries.length === 0) throw new Error('WECHATPAY_PUBLIC_KEYS is empty');
  const keys = new Map<string, KeyObject>();
  for (const [index, entry] of entries.entries()) {
    const [, serial, text] = /^([A-Za-z0-9_]{1,64})=(.+)$/s.exec(entry) ?? [];
    const key = text && readRsaPublicKey(text);
    const which = `WECHATPAY_PUBLIC_KEYS ${index + 1} of ${entries.length}`;
    if (!serial || !key) throw new Error(`${which} is not serial=key, the key an RSA public key (PEM or bare base64)`);
    if (keys.has(serial)) throw new Error(`${which} has a serial that is there already`);
    keys.set(serial, key);
  }
  return keys;
}

/** The merchant's APIv3 keys, which notifications are encrypted with. @throws Error when one does not have 32 bytes. */
export function requireApiV3Keys(keys: string[]): string[] {
  if (keys.length === 0) throw new Error('WECHATPAY_API_V3_KEY is empty');
  for (const [index, key] of keys.entries()) {
    if (Buffer.byteLength(key) !== 32)
      throw new Error(`WECHATPAY_API_V3_KEY ${index + 1} of ${keys.length} has ${Buffer.byteLength(key)} bytes instead of 32`);
  }
  return keys;
}
