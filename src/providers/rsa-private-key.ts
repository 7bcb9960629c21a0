import { createPrivateKey, type KeyObject } from 'node:crypto';

const FORMATS = ['pkcs8', 'pkcs1'] as const;

/** An RSA private key in PEM (`\n` may be escaped), or the bare base64 that Alipay's tool writes; else undefined. */
function readRsaPrivateKey(given: string): KeyObject | undefined {
  const text = given.replaceAll('\\n', '\n').trim();
  if (text.startsWith('-----')) return asRsa(() => createPrivateKey(text));
  const key = Buffer.from(text, 'base64');
  return FORMATS.map((type) => asRsa(() => createPrivateKey({ key, format: 'der', type }))).find(Boolean);
}

/** The same of the setting of that name. @throws Error that names it, and does not quote it. */
export function requireRsaPrivateKey(name: string, given: string): KeyObject {
  const key = readRsaPrivateKey(given);
  if (!key) throw new Error(`${name} is not an RSA private key (PEM or bare base64)`);
  return key;
}

function asRsa(read: () => KeyObject): KeyObject | undefined {
  try {
    const key = read();
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined; // its error would quote the key
  }
}
