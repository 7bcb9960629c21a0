import { createWeChatPay } from '../../../src/providers/wechatpay/index.ts';
import { alterationsOf } from '../alterations.ts';
import type { ProviderFixture } from '../provider-contract.ts';
import { clear, REFUND, ROTATING, SETTINGS, sign, signBody } from './fixture.ts';

const HEADERS = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'];

const reply = (code: string, message?: string) => JSON.stringify({ code, ...(message && { message }) });
const failed = (status: number, message: string) => ({
  [status]: { status, contentType: 'application/json', body: reply('FAIL', message) },
});

export const weChatPayFixture: ProviderFixture = {
  provider: createWeChatPay(SETTINGS),
  rotating: createWeChatPay(ROTATING),
  paid: (key) => sign(clear(), { key }),
  altered: alterationsOf(sign(clear({}, REFUND)), HEADERS),
  stale: {
    'signed 303 s ago': sign(clear(), { signedLater: -301 }),
    'signed a day ago': sign(clear(), { signedLater: -86_400 }),
    'signed 301 s ahead': sign(clear(), { signedLater: 303 }),
    'signed in the far future': sign(clear(), { signedLater: 1e9 }),
  },
  forSomebodyElse: {
    'another merchant': sign(clear({ 'resource.mchid': '"1900000110"' })),
    'another merchant, by a refund': sign(clear({ 'resource.mchid': '"1900000110"' }, REFUND)),
    'no merchant': sign(clear({ 'resource.mchid': 'null' })),
    'another app': sign(clear({ 'resource.appid': '"wx9999999999999999"' })),
    'no app': sign(clear({ 'resource.appid': 'null' })),
  },
  noneOfOurs: {
    'another event': sign(clear({ event_type: 'PAYSCORE.USER_OPEN_SERVICE' })),
    'a transaction without a pay number': sign(clear({ 'resource.out_trade_no': 'null' })),
    'a refund that was closed': sign(clear({ event_type: 'REFUND.CLOSED', 'resource.refund_status': 'CLOSED' }, REFUND)),
    'a refund that the bank did not take': sign(
      clear({ event_type: 'REFUND.ABNORMAL', 'resource.refund_status': 'ABNORMAL' }, REFUND),
    ),
  },
  malformed: {
    'a repeated name': signBody('{"event_type":"REFUND.SUCCESS","event_type":"PAYSCORE"}'),
    'a repeated name, written another way': signBody('{"event_type":"PAYSCORE","\\u0065vent_type":"REFUND.SUCCESS"}'),
    'a repeated name within': signBody('{"event_type":"PAYSCORE","resource":[{"nonce":"1","nonce":"2"}]}'),
    'no JSON': signBody('event_type=TRANSACTION.SUCCESS'),
    'a JSON list': signBody('["TRANSACTION.SUCCESS"]'),
    'a JSON text': signBody('"TRANSACTION.SUCCESS"'),
    'a body cut in the middle': signBody('{"event_type":"TRANSACTION.SUC'),
    'bytes that are not UTF-8': signBody(Buffer.from('{"event_type":"PAYSCORE\xff"}', 'latin1')),
    'no resource': signBody({ event_type: 'TRANSACTION.SUCCESS' }),
  },
  personal: /openid|oUpF8|招商/,
  taken: { status: 200, contentType: 'application/json', body: '{"code":"SUCCESS"}' },
  failed: {
    ...failed(400, 'malformed, or not meant for us'),
    ...failed(401, 'the signature is missing, wrong or not of this moment'),
    ...failed(413, 'too large'),
    ...failed(503, 'it could not be kept: send it again'),
  },
};
