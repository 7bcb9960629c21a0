import { createPublicKey, createSign, verify } from 'node:crypto';
import type { ApiAnswer, Books, SimulatedApi, Story } from '../simulator.ts';
import { alipayNotification } from './signer.ts';

type Said = Record<string, string>;

const NOT_BEGUN: Said = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: '交易不存在' };
const WRONG_STATUS: Said = {
  code: '40004',
  msg: 'Business Failed',
  sub_code: 'ACQ.TRADE_STATUS_ERROR',
  sub_msg: '交易状态不合法',
};
const WRONG_SIGNATURE: Said = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature' };
const UNKNOWN_METHOD: Said = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-method' };

/** Alipay's gateway: one address, and the method is a parameter. */
export const alipayApi: SimulatedApi = {
  urls: (baseUrl) => ({ ALIPAY_GATEWAY_URL: `${baseUrl}/gateway.do` }),
  answer({ query, body }, books, settings) {
    const params = Object.fromEntries([...query, ...new URLSearchParams(body)]);
    const { method = '', biz_content: content = '{}' } = params;
    const { ALIPAY_APP_PRIVATE_KEY: merchantKey = '', ALIPAY_SIMULATOR_PRIVATE_KEY: ownKey = '' } = settings;
    const said = isMerchants(params, merchantKey)
      ? say(method, String(JSON.parse(content).out_trade_no), books)
      : WRONG_SIGNATURE;
    return signed(method, said, ownKey);
  },
};

/** The parameters in the order of their names, signed by the merchant. */
function isMerchants({ sign = '', ...params }: Said, merchantKey: string): boolean {
  const text = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  return verify('RSA-SHA256', Buffer.from(text), createPublicKey(merchantKey), Buffer.from(sign, 'base64'));
}

function say(method: string, payNo: string, books: Books): Said {
  const story = books.find(payNo);
  if (method === 'alipay.trade.query') return story ? tradeOf(story) : NOT_BEGUN;
  if (method !== 'alipay.trade.close') return UNKNOWN_METHOD;
  if (story && story.event !== 'pending') return WRONG_STATUS;
  if (story) books.close(payNo);
  return story ? { code: '10000', msg: 'Success', out_trade_no: payNo } : NOT_BEGUN;
}

/** `send_pay_date` is there once it was paid, also after a full refund. */
function tradeOf({ amount: { amountMinor }, ...story }: Story): Said {
  const told = alipayNotification({ ...story, amountMinor, appId: '', sellerId: '' });
  const { trade_no = '', out_trade_no = '', trade_status = '', total_amount = '', gmt_payment, buyer_logon_id = '' } = told;
  return {
    ...{ code: '10000', msg: 'Success', buyer_logon_id, buyer_user_id: told['buyer_id'] ?? '' },
    ...{ out_trade_no, trade_no, trade_status, total_amount },
    ...(gmt_payment ? { send_pay_date: gmt_payment } : {}),
  };
}

/** What is signed is the answer as it stands in the body. */
function signed(method: string, said: Said, ownKey: string): ApiAnswer {
  const content = JSON.stringify(said);
  const sign = createSign('RSA-SHA256').update(content).sign(ownKey, 'base64');
  const body = `{"${method.replaceAll('.', '_')}_response":${content},"sign":"${sign}"}`;
  return { status: 200, headers: { 'content-type': 'application/json;charset=utf-8' }, body };
}
