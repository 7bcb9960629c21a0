import { randomBytes } from 'node:crypto';
import { commaSeparated } from '../settings.ts';
import { alterOnTheWay, withChanges } from '../simulated-changes.ts';
import { randomDigits, rsaKeyPair } from '../simulated-keys.ts';
import type { Simulator } from '../simulator.ts';
import { weChatPayApi } from './api-simulator.ts';
import { signWeChatPayNotification } from './signer.ts';
import { type ClearNotification, weChatPayNotification } from './simulated-notification.ts';

const SETTINGS = [
  ...['WECHATPAY_MCH_ID', 'WECHATPAY_APP_ID', 'WECHATPAY_API_V3_KEY'],
  ...['WECHATPAY_PUBLIC_KEYS', 'WECHATPAY_SIMULATOR_PRIVATE_KEY'],
  ...['WECHATPAY_MCH_SERIAL', 'WECHATPAY_MCH_PRIVATE_KEY'],
] as const;

/** Signs with the private key of the first pair whose public key the API takes for WeChat Pay's. */
export const weChatPaySimulator: Simulator = {
  events: ['paid', 'partially_refunded', 'refunded'],
  settings: SETTINGS,
  makeSettings() {
    const { publicKey, privateKey } = rsaKeyPair();
    return {
      WECHATPAY_MCH_ID: `19${randomDigits(8)}`,
      WECHATPAY_APP_ID: `wx${randomBytes(8).toString('hex')}`,
      WECHATPAY_API_V3_KEY: randomBytes(16).toString('hex'),
      WECHATPAY_PUBLIC_KEYS: `PUB_KEY_ID_01${randomDigits(29)}=${publicKey}`,
      // WeChat Pay's own key in the real world; here it is the simulator that signs.
      WECHATPAY_SIMULATOR_PRIVATE_KEY: privateKey,
      WECHATPAY_MCH_SERIAL: randomBytes(20).toString('hex').toUpperCase(),
      WECHATPAY_MCH_PRIVATE_KEY: rsaKeyPair().privateKey,
    };
  },
  sign({ set, alter, ...story }, settings) {
    const [mchId = '', appId = '', apiV3Keys = '', publicKeys = '', privateKeyPem = ''] = SETTINGS.map((name) => settings[name]);
    const [apiV3Key = ''] = commaSeparated(apiV3Keys);
    const serial = publicKeys.split('=')[0] ?? '';
    const said = withChanges(weChatPayNotification(story, { mchId, appId }), set) as ClearNotification;
    return alterOnTheWay(signWeChatPayNotification(said, { privateKeyPem, serial, apiV3Key }, new Date()), alter);
  },
  isTaken: ({ status }) => status === 200 || status === 204,
  // 15s 15s 30s 3m 10m 20m 30m 30m 30m 60m 3h 3h 3h 6h 6h: sixteen times in 24 hours.
  resendAfterSeconds: [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600],
  api: weChatPayApi,
};
