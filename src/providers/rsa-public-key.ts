import { createPublicKey, type KeyObject } from 'node:crypto';

/** An RSA public key or a certificate of one, in PEM (`\n` may be escaped), or the bare base64 of a key; else undefined. */
export function readRsaPublicKey(given: string): KeyObject | undefined {
  const text = given.replaceAll('\\n', '\n').trim();
  // Node would derive the public key of a private one; whoever configures that has mixed up the two.
  if (text.includes('PRIVATE')) return undefined;
  try {
    const der = { key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' } as const;
    const key = createPublicKey(text.startsWith('-----') ? text : der);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}
