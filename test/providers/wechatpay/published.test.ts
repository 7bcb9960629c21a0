import { createWeChatPay } from '../../../src/providers/wechatpay/index.ts';
import { decryptResource } from '../../../src/providers/wechatpay/resource.ts';
import { alterationsOf } from '../alterations.ts';
import { API_V3_KEY, MERCHANT } from './fixture.ts';
import {
  PUBLISHED_AT,
  PUBLISHED_BODY,
  PUBLISHED_CERTIFICATE,
  PUBLISHED_HEADERS,
  PUBLISHED_RESOURCE,
  PUBLISHED_SERIAL,
} from './published.ts';

const settings = {
  ...MERCHANT,
  apiV3Keys: [API_V3_KEY],
  publicKeys: [`${PUBLISHED_SERIAL}=${PUBLISHED_CERTIFICATE}`],
  now: () => (PUBLISHED_AT + 1) * 1000,
};
const wechatpay = createWeChatPay(settings);
const published = { headers: PUBLISHED_HEADERS, rawBody: Buffer.from(PUBLISHED_BODY) };
const SIGNED = ['wechatpay-nonce', 'wechatpay-timestamp', 'wechatpay-serial', 'wechatpay-signature'];

describe("a notification that WeChat Pay's SDK publishes", () => {
  it('is genuine, and none of a payment', () => expect(wechatpay.translate(published)).toEqual([]));

  it.each(Object.entries(alterationsOf(published, SIGNED)))('is refused with an altered %s', (_, altered) => {
    expect(() => wechatpay.translate(altered)).toThrow(expect.objectContaining({ status: 401 }));
  });

  it('is refused today', () => {
    const today = createWeChatPay({ ...settings, now: Date.now });
    expect(() => today.translate(published)).toThrow('the timestamp is too old');
  });
});

describe("a resource that WeChat Pay's SDK publishes", () => {
  const { apiV3Key, resource } = PUBLISHED_RESOURCE;
  // It says "message", which is no JSON: how far it gets shows whether it was decrypted.
  it('is decrypted', () => expect(() => decryptResource({ resource }, [apiV3Key])).toThrow('it is not JSON'));

  it.each([
    ['associated_data', 'bad-associatedData'],
    ['nonce', 'bad-4a9R25RW'],
    ['ciphertext', 'vlwSiIajGClcvcOYvOQ7+l+0PAbzzwI='],
    ['ciphertext', Buffer.alloc(128).toString('base64')],
    ['ciphertext', ''],
  ])('is refused with another %s', (name, value) => {
    const other = { resource: { ...resource, [name]: value } };
    expect(() => decryptResource(other, [apiV3Key])).toThrow('resource is encrypted with another APIv3 key');
  });
});
