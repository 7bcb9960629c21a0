import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Refused } from '../domain/errors.ts';

/** Keeps subscribers' secrets from whoever can read the database and nothing else. */
export type SecretBox = {
  /** @throws Refused without SECRETS_KEY. */
  seal: (subscriber: string, secret: string) => Buffer;
  /** @throws Refused without SECRETS_KEY, with another one, and for bytes that are altered or another subscriber's. */
  open: (subscriber: string, box: Buffer) => string;
  /**
   * Those that can be opened, in their order: after SECRETS_KEY was lost a secret that was rotated is told by the new one alone.
   * @throws Refused where none of them can.
   */
  openReadable: (subscriber: string, boxes: Buffer[]) => string[];
};

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a key derived from SECRETS_KEY by HKDF-SHA-256, bound to the subscriber's name. A box is a version byte (1), a
 * nonce of 12 bytes, a tag of 16, and the encrypted secret.
 */
export function createSecretBox(secretsKey: string | undefined): SecretBox {
  if (!secretsKey) return withReadable({ seal: refuse, open: refuse });
  const key = new Uint8Array(hkdfSync('sha256', secretsKey, '', "paynotify subscribers' secrets", 32));
  return withReadable({
    seal(subscriber, secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(subscriber));
      const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), encrypted]);
    },
    open(subscriber, box) {
      const [nonce, tag, encrypted] = partsOf(subscriber, box);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(subscriber));
      try {
        decipher.setAuthTag(tag);
        return decipher.update(encrypted, undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new Refused(
          `a secret of ${subscriber} cannot be decrypted: SECRETS_KEY is not the one that it was encrypted with`,
          {
            cause,
          },
        );
      }
    },
  });
}

function withReadable({ seal, open }: Pick<SecretBox, 'seal' | 'open'>): SecretBox {
  return {
    ...{ seal, open },
    openReadable(subscriber, boxes) {
      const refusals: unknown[] = [];
      const secrets = boxes.flatMap((box) => {
        try {
          return [open(subscriber, box)];
        } catch (error) {
          refusals.push(error);
          return [];
        }
      });
      if (secrets.length === 0 && refusals.length > 0) throw refusals[0];
      return secrets;
    },
  };
}

function partsOf(subscriber: string, box: Buffer): [Buffer, Buffer, Buffer] {
  if (box[0] !== VERSION) throw new Refused(`a secret of ${subscriber} is encrypted in a way that this version does not know`);
  const [afterNonce, afterTag] = [1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES];
  return [box.subarray(1, afterNonce), box.subarray(afterNonce, afterTag), box.subarray(afterTag)];
}

function refuse(): never {
  throw new Refused('SECRETS_KEY is not set: without it no secret of a subscriber can be kept or read');
}
