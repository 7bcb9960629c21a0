import { Refused } from '../../src/domain/errors.ts';
import { createSecretBox } from '../../src/secrets/secret-box.ts';
import { newWebhookSecret } from '../../src/secrets/webhook-secret.ts';

const secret = newWebhookSecret();
const box = createSecretBox('a key that an operator made, at random');
const sealed = box.seal('bookkeeping', secret);
const open = (bytes: Buffer, subscriber = 'bookkeeping') => box.open(subscriber, bytes);

test('a new secret is in the form of Standard Webhooks, of 32 random bytes', () => {
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newWebhookSecret()).not.toBe(secret);
});

test('a secret comes out of its box as it went in', () => {
  expect(open(sealed)).toBe(secret);
});

test('a box says nothing of what is in it, and no two of one secret are equal', () => {
  expect(sealed.toString('latin1')).not.toContain(secret);
  expect(sealed.equals(box.seal('bookkeeping', secret))).toBe(false);
});

describe('a box is not opened', () => {
  const altered = (index: number) => {
    const bytes = Buffer.from(sealed);
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return bytes;
  };

  test.each([
    ['its version is not known', () => open(altered(0)), /a way that this version does not know/],
    ['its nonce is altered', () => open(altered(1)), /cannot be decrypted/],
    ['its tag is altered', () => open(altered(13)), /cannot be decrypted/],
    ['its content is altered', () => open(altered(sealed.length - 1)), /cannot be decrypted/],
    ['it is cut', () => open(sealed.subarray(0, 20)), /cannot be decrypted/],
    ["it is another subscriber's", () => open(sealed, 'shipping'), /cannot be decrypted/],
    [
      'SECRETS_KEY is another one',
      () => createSecretBox('another key').open('bookkeeping', sealed),
      /SECRETS_KEY is not the one/,
    ],
  ])('where %s', (_, opening, words) => {
    expect(opening).toThrow(Refused);
    expect(opening).toThrow(words);
  });
});

test('of several boxes those are opened that can be; where none can, it is an error', () => {
  const before = createSecretBox('the key before').seal('bookkeeping', newWebhookSecret());
  expect(box.openReadable('bookkeeping', [sealed, before])).toEqual([secret]);
  expect(box.openReadable('bookkeeping', [before, sealed, sealed])).toEqual([secret, secret]);
  expect(box.openReadable('bookkeeping', [])).toEqual([]);
  expect(() => box.openReadable('bookkeeping', [before, before])).toThrow(/SECRETS_KEY is not the one/);
});

test('without SECRETS_KEY no secret is kept or read, and the error names it', () => {
  const none = createSecretBox(undefined);
  expect(() => none.seal('bookkeeping', secret)).toThrow(/^SECRETS_KEY is not set/);
  expect(() => none.open('bookkeeping', sealed)).toThrow(/^SECRETS_KEY is not set/);
  expect(() => none.openReadable('bookkeeping', [sealed])).toThrow(/^SECRETS_KEY is not set/);
});
