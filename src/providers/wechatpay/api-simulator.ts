import { createPublicKey, verify } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../settings.ts';
import type { ApiAnswer, ApiCall, Books, SimulatedApi, Story } from '../simulator.ts';
import { signWeChatPayBody } from './signer.ts';
import { transactionOf } from './simulated-notification.ts';

const STATES = {
  ...{ pending: 'NOTPAY', paid: 'SUCCESS', finished: 'SUCCESS', closed: 'CLOSED' },
  ...{ partially_refunded: 'REFUND', refunded: 'REFUND' },
} as const;

type Said = { status: number; said?: JsonObject };

/** WeChat Pay's transactions by out_trade_no: the query, and `/close`. */
export const weChatPayApi: SimulatedApi = {
  urls: (baseUrl) => ({ WECHATPAY_API_URL: baseUrl }),
  answer(call, books, settings) {
    const { status, said } = isMerchants(call, settings) ? say(call, books, settings) : refusal(401, 'SIGN_ERROR');
    return signed(status, said ? JSON.stringify(said) : '', settings);
  },
};

const refusal = (status: number, code: string): Said => ({ status, said: { code, message: code } });

/** The header says who signed the call, when, and with which nonce. */
function isMerchants({ method, target, headers, body }: ApiCall, settings: Settings): boolean {
  const given = Object.fromEntries([...String(headers['authorization']).matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]));
  const text = `${method}\n${target}\n${given['timestamp']}\n${given['nonce_str']}\n${body}\n`;
  const { WECHATPAY_MCH_PRIVATE_KEY: merchantKey = '', WECHATPAY_MCH_ID: mchId, WECHATPAY_MCH_SERIAL: serial } = settings;
  const signature = Buffer.from(given['signature'] ?? '', 'base64');
  const isSigned = verify('RSA-SHA256', Buffer.from(text), createPublicKey(merchantKey), signature);
  return isSigned && given['mchid'] === mchId && given['serial_no'] === serial;
}

function say({ method, path }: ApiCall, books: Books, settings: Settings): Said {
  const [, payNo = '', close] = /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(path) ?? [];
  const story = books.find(decodeURIComponent(payNo));
  if (!story) return refusal(404, 'ORDER_NOT_EXIST');
  if (method === 'GET') return { status: 200, said: transaction(story, settings) };
  if (!close || story.event === 'closed') return refusal(400, 'ORDER_CLOSED');
  if (story.event !== 'pending') return refusal(400, 'ORDERPAID');
  books.close(story.payNo);
  return { status: 204 };
}

/** What was never paid has no transaction, and nobody who paid it. */
function transaction(story: Story, settings: Settings): JsonObject {
  const { WECHATPAY_MCH_ID: mchId = '', WECHATPAY_APP_ID: appId = '' } = settings;
  const { event } = story;
  const paid = { ...transactionOf(story, { mchId, appId }), trade_state: STATES[event] };
  if (event !== 'pending' && event !== 'closed') return paid;
  return { mchid: mchId, appid: appId, out_trade_no: story.payNo, trade_state: STATES[event], trade_state_desc: '' };
}

function signed(status: number, body: string, settings: Settings): ApiAnswer {
  const { WECHATPAY_PUBLIC_KEYS: publicKeys = '', WECHATPAY_SIMULATOR_PRIVATE_KEY: privateKeyPem = '' } = settings;
  return { status, ...signWeChatPayBody(body, { privateKeyPem, serial: publicKeys.split('=')[0] ?? '' }, new Date()) };
}
