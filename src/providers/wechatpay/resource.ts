import { Aes } from 'wechatpay-axios-plugin';
import { NotificationRefused } from '../../domain/errors.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { valueAt } from '../json-fields.ts';

/**
 * What the notification is about: its `resource`, decrypted (AEAD_AES_256_GCM) with whichever of the keys it was encrypted.
 * @throws NotificationRefused when it is encrypted with none of them, another way, or is no JSON object.
 */
export function decryptResource(envelope: JsonObject, apiV3Keys: string[]): JsonObject {
  if (valueAt(envelope, 'resource.algorithm') !== 'AEAD_AES_256_GCM')
    throw new NotificationRefused(400, 'resource.algorithm is not AEAD_AES_256_GCM');
  const [ciphertext, nonce, associatedData = ''] = ['ciphertext', 'nonce', 'associated_data'].map((name) =>
    valueAt(envelope, `resource.${name}`),
  );
  if (typeof ciphertext !== 'string' || typeof nonce !== 'string' || typeof associatedData !== 'string')
    throw new NotificationRefused(400, 'resource has no ciphertext, nonce or associated_data');
  for (const key of apiV3Keys) {
    const plaintext = decrypt(ciphertext, key, [nonce, associatedData]);
    if (plaintext !== undefined) return parseJsonObject(plaintext);
  }
  throw new NotificationRefused(400, 'resource is encrypted with another APIv3 key');
}

function decrypt(ciphertext: string, key: string, [nonce, associatedData]: [string, string]): string | undefined {
  try {
    return Aes.AesGcm.decrypt(ciphertext, key, nonce, associatedData);
  } catch {
    return undefined; // not authentic under this key, or no ciphertext at all
  }
}
