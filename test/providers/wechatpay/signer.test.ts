import { Aes, Rsa } from 'wechatpay-axios-plugin';
import type { PaymentEvent } from '../../../src/domain/payment-fact.ts';
import { createWeChatPay } from '../../../src/providers/wechatpay/index.ts';
import { signWeChatPayNotification } from '../../../src/providers/wechatpay/signer.ts';
import { API_V3_KEY, clear, KEYS, PAID_AT, SETTINGS } from './fixture.ts';

const EVENTS: PaymentEvent[] = ['paid', 'partially_refunded', 'refunded'];
const signed = (event: PaymentEvent) => {
  const { serial, privateKey: privateKeyPem } = KEYS.current;
  return signWeChatPayNotification(clear({}, { event }), { serial, privateKeyPem, apiV3Key: API_V3_KEY }, PAID_AT);
};

test.each(EVENTS)("the signer's notification of %s is genuine to WeChat Pay's library too", (event) => {
  const { headers, body } = signed(event);
  const { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-signature': signature = '' } = headers;
  const verify = (text: string) => Rsa.verify(`${timestamp}\n${nonce}\n${text}\n`, signature, KEYS.current.publicKey);
  expect([verify(body), verify(`${body} `)]).toEqual([true, false]);
  const { resource } = JSON.parse(body);
  const clearText = Aes.AesGcm.decrypt(resource.ciphertext, API_V3_KEY, resource.nonce, resource.associated_data);
  expect(JSON.parse(clearText)).toEqual(clear({}, { event }).resource);
});

test.each(EVENTS)("the signer's notification of %s is told as that", (event) => {
  const { headers, body } = signed(event);
  const facts = createWeChatPay(SETTINGS).translate({ headers, rawBody: Buffer.from(body) });
  expect(facts).toMatchObject([{ event, payNo: 'P1', amount: { currency: 'CNY', amountMinor: 8880 } }]);
});
