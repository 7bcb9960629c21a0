import { randomDigits, rsaKeyPair } from '../simulated-keys.ts';
import type { Simulator } from '../simulator.ts';
import { alipayApi } from './api-simulator.ts';
import { beijing } from './notation.ts';
import { alipayNotification, signAlipayNotification } from './signer.ts';

/** Alipay's own header, malformed as it is. */
const CONTENT_TYPE = 'application/x-www-form-urlencoded; text/html; charset=UTF-8';

const SETTINGS = ['ALIPAY_APP_ID', 'ALIPAY_SELLER_ID', 'ALIPAY_SIMULATOR_PRIVATE_KEY', 'ALIPAY_APP_PRIVATE_KEY'] as const;

/** Signs with the private key of the pair whose public key the API takes for Alipay's. */
export const alipaySimulator: Simulator = {
  events: ['pending', 'paid', 'finished', 'closed', 'partially_refunded', 'refunded'],
  settings: SETTINGS,
  makeSettings() {
    const { publicKey, privateKey } = rsaKeyPair();
    return {
      ALIPAY_APP_ID: `2021${randomDigits(12)}`,
      ALIPAY_SELLER_ID: `2088${randomDigits(12)}`,
      ALIPAY_PUBLIC_KEY: publicKey,
      // Alipay's own key in the real world; here it is the simulator that signs.
      ALIPAY_SIMULATOR_PRIVATE_KEY: privateKey,
      ALIPAY_APP_PRIVATE_KEY: rsaKeyPair().privateKey,
    };
  },
  sign({ amount, set, alter, ...story }, settings) {
    const [appId = '', sellerId = '', privateKey = ''] = SETTINGS.map((name) => settings[name]);
    const params = alipayNotification({ ...story, amountMinor: amount.amountMinor, appId, sellerId });
    // Alipay says a repeat anew: the time it is sent, and with it the signature, is another.
    const signed = signAlipayNotification({ ...params, notify_time: beijing(new Date()), ...set }, privateKey);
    const body = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(signed)), ...alter }).toString();
    return { headers: { 'content-type': CONTENT_TYPE }, body };
  },
  isTaken: ({ status, body }) => status === 200 && body === 'success',
  // 4m 10m 10m 1h 2h 6h 15h: eight times in 25 hours.
  resendAfterSeconds: [240, 600, 600, 3_600, 7_200, 21_600, 54_000],
  api: alipayApi,
};
