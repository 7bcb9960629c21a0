import { type KeyObject, verify } from 'node:crypto';
import { NotificationRefused } from '../../domain/errors.ts';
import { readRsaPublicKey } from '../rsa-public-key.ts';
import type { FormBytes } from './form.ts';

/**
 * Alipay's public keys, each PEM or the bare base64 that its console shows. Several are for the time in which they rotate.
 * @throws Error that says which one is wrong, without quoting it, or that there is none.
 */
export function readPublicKeys(texts: string[]): KeyObject[] {
  if (texts.length === 0) throw new Error('ALIPAY_PUBLIC_KEY is empty');
  return texts.map((text, index) => {
    const key = readRsaPublicKey(text);
    if (!key) throw new Error(`ALIPAY_PUBLIC_KEY ${index + 1} of ${texts.length} is not an RSA public key (PEM or bare base64)`);
    return key;
  });
}

/**
 * Returns when one of the keys signed the parameters, byte for byte, with RSA2 (SHA256withRSA).
 * @throws NotificationRefused in every other case; nothing else, whatever the parameters are.
 */
export function requireSignature(form: FormBytes, keys: KeyObject[]): void {
  // `sign_type` is not itself signed: to follow it would let a forger choose SHA-1.
  if (form.get('sign_type') !== 'RSA2') throw new NotificationRefused(401, 'sign_type is not RSA2');
  const signature = readSignature(form.get('sign') ?? '');
  const genuine = signedForms(form).some((signed) => keys.some((key) => verify('RSA-SHA256', signed, key, signature)));
  if (!genuine) throw new NotificationRefused(401, 'sign is not the signature of Alipay');
}

function readSignature(base64: string): Buffer {
  const signature = Buffer.from(base64, 'base64');
  // Node decodes what is not quite base64 too, so that an altered `sign` would still be accepted.
  if (base64 === '' || signature.toString('base64') !== base64) throw new NotificationRefused(401, 'sign is not base64');
  return signature;
}

/**
 * What Alipay may have signed: `name=value&…` in the order of names, without `sign`.
 * Payments are signed without `sign_type` (rsaCheckV1 of its SDKs), the open platform's other messages with it (rsaCheckV2);
 * empty parameters are left out by its Java SDK and kept by its Node one.
 */
function signedForms(form: FormBytes): Buffer[] {
  const withType = [...form].filter(([name]) => name !== 'sign').sort(([a], [b]) => (a < b ? -1 : 1));
  const withoutType = withType.filter(([name]) => name !== 'sign_type');
  const forms = [withoutType, withType].flatMap((all) => [all.filter(([, value]) => value !== ''), all]);
  const distinct = new Set(forms.map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&')));
  return [...distinct].map((signed) => Buffer.from(signed, 'latin1'));
}
