import { generateKeyPairSync, randomInt } from 'node:crypto';

/** A pair as providers hand it out: the public key as base64 on one line, the private one as PEM. */
export function rsaKeyPair(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey: publicKey.toString('base64'), privateKey };
}

export const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
