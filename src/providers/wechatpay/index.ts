import { parseJsonObject, utf8 } from '../json.ts';
import type { ListedProvider } from '../listed-provider.ts';
import type { Provider } from '../provider.ts';
import { refusalWords } from '../refusal-words.ts';
import type { Clock } from '../replay-window.ts';
import { requireRsaPrivateKey } from '../rsa-private-key.ts';
import { commaSeparated, readAll, requireUrl, type Settings } from '../settings.ts';
import { createWeChatPayInquiry } from './inquiry.ts';
import { readPublicKeys, requireApiV3Keys } from './keys.ts';
import { type Merchant, paymentFacts } from './notification.ts';
import { requireSignature } from './signature.ts';
import { weChatPaySimulator } from './simulator.ts';

/** `publicKeys` are WeChat Pay's, each `serial=key`; of them and of `apiV3Keys` there is more than one while they rotate. */
export type WeChatPaySettings = Merchant & { publicKeys: string[]; asking?: Asking; now?: Clock };

/** For asking WeChat Pay: the merchant's own certificate; `apiUrl` is WeChat Pay's where it is left out. */
type Asking = { serial: string; mchPrivateKey: string; apiUrl?: string };

/**
 * WeChat Pay's notifications (APIv3). It repeats one, with the same `id`, for a day until the status is 200 or 204.
 * @throws Error with a line for each setting that is wrong.
 */
export function createWeChatPay({ publicKeys, asking, now = Date.now, ...merchant }: WeChatPaySettings): Provider {
  const read = readAll({
    keys: () => readPublicKeys(publicKeys),
    apiV3Keys: () => requireApiV3Keys(merchant.apiV3Keys),
    asking: () => asking && readAsking(asking),
  });
  const { keys } = read;
  const inquiry = read.asking && createWeChatPayInquiry({ ...merchant, keys, ...read.asking });
  return {
    name: 'wechatpay',
    translate(notification) {
      const text = utf8(notification.rawBody);
      requireSignature(notification, text, { keys, now });
      return paymentFacts(parseJsonObject(text), merchant);
    },
    taken: { status: 200, contentType: 'application/json', body: '{"code":"SUCCESS"}' },
    failed: (status) => ({
      status,
      contentType: 'application/json',
      body: JSON.stringify({ code: 'FAIL', message: refusalWords(status) }),
    }),
    ...(inquiry && { inquiry }),
  };
}

const readAsking = ({ serial, mchPrivateKey, apiUrl }: Asking) => ({
  serial,
  ...readAll({
    privateKey: () => requireRsaPrivateKey('WECHATPAY_MCH_PRIVATE_KEY', mchPrivateKey),
    ...(apiUrl && { apiUrl: () => requireUrl('WECHATPAY_API_URL', apiUrl) }),
  }),
});

const NEEDS = ['WECHATPAY_MCH_ID', 'WECHATPAY_APP_ID', 'WECHATPAY_API_V3_KEY', 'WECHATPAY_PUBLIC_KEYS'] as const;

export const wechatpay: ListedProvider<(typeof NEEDS)[number]> = {
  name: 'wechatpay',
  needs: NEEDS,
  create: (settings) =>
    createWeChatPay({
      mchId: settings.WECHATPAY_MCH_ID,
      appId: settings.WECHATPAY_APP_ID,
      apiV3Keys: commaSeparated(settings.WECHATPAY_API_V3_KEY),
      publicKeys: commaSeparated(settings.WECHATPAY_PUBLIC_KEYS),
      ...askingOf(settings),
    }),
  simulator: weChatPaySimulator,
};

function askingOf(settings: Settings): { asking?: Asking } {
  const { WECHATPAY_MCH_SERIAL: serial, WECHATPAY_MCH_PRIVATE_KEY: mchPrivateKey, WECHATPAY_API_URL: apiUrl } = settings;
  return serial && mchPrivateKey ? { asking: { serial, mchPrivateKey, ...(apiUrl && { apiUrl }) } } : {};
}
