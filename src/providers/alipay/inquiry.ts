import type { KeyObject } from 'node:crypto';
import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';
import type { PaymentEvent, PaymentFact } from '../../domain/payment-fact.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { Inquiry } from '../provider.ts';
import { firstTime, required, requiredAmount } from './fields.ts';
import type { Parameter, Read } from './form.ts';

/** `privateKey` is the merchant's own; `gatewayUrl` is Alipay's where it is left out. */
export type AlipayInquirySettings = { appId: string; privateKey: KeyObject; publicKeys: KeyObject[]; gatewayUrl?: string };

type Ask = (method: 'alipay.trade.query' | 'alipay.trade.close', payNo: string) => Promise<AlipaySdkCommonResult>;

/** Alipay makes a trade only when a buyer has opened the page and logged in: before, it knows nothing of the pay number. */
const NOT_BEGUN = 'ACQ.TRADE_NOT_EXIST';

/** alipay.trade.query and alipay.trade.close, with answers that one of Alipay's keys signed. */
export function createAlipayInquiry(settings: AlipayInquirySettings): Inquiry {
  const ask = createAsk(settings);
  return {
    async query({ payNo }) {
      const answer = await ask('alipay.trade.query', payNo);
      return answer.sub_code === NOT_BEGUN ? [] : tradeFacts(accepted(answer, 'alipay.trade.query'), payNo);
    },
    async close({ payNo }) {
      const answer = await ask('alipay.trade.close', payNo);
      if (answer.sub_code !== NOT_BEGUN) accepted(answer, 'alipay.trade.close');
    },
  };
}

function createAsk({ appId, privateKey, publicKeys, gatewayUrl }: AlipayInquirySettings): Ask {
  const own = { appId, privateKey: pem(privateKey), keyType: 'PKCS8', timeout: 5_000, camelcase: false } as const;
  const sdks = publicKeys.map(
    (key) => new AlipaySdk({ ...own, alipayPublicKey: pem(key), ...(gatewayUrl && { gateway: gatewayUrl }) }),
  );
  return (method, payNo) => answerInTime(method, askWithEachKey(sdks, method, payNo));
}

/** The library knows one key. Asked again the answer is the same, so that it is asked once for each while they rotate. */
async function askWithEachKey(sdks: AlipaySdk[], method: string, payNo: string): Promise<AlipaySdkCommonResult> {
  const reasons = new Set<string>();
  for (const sdk of sdks) {
    try {
      return await sdk.exec(method, { bizContent: { out_trade_no: payNo } }, { validateSign: true });
    } catch (error) {
      reasons.add(reasonOf(error));
    }
  }
  throw new Error(`${method}: ${[...reasons].join(', ')}`);
}

/** The library's own words quote the whole answer, with the buyer in it. */
function reasonOf(error: unknown): string {
  const { message = '', cause } = error instanceof Error ? error : {};
  if (message.includes('验签')) return 'the answer is not signed by Alipay';
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${cause.code})` : '';
  return message.startsWith('HttpClient') ? `cannot be reached${code}` : 'the answer is malformed';
}

function accepted(answer: AlipaySdkCommonResult, method: string): AlipaySdkCommonResult {
  if (answer.code !== '10000') throw new Error(`${method}: refused with ${answer.code} ${answer.sub_code ?? ''}`.trim());
  return answer;
}

/**
 * The status is the webhook's, but for TRADE_CLOSED: after a full refund it says when it was paid, else it was never paid.
 * A partial refund is not in the answer; its webhook tells it.
 */
function tradeFacts(answer: AlipaySdkCommonResult, payNo: string): PaymentFact[] {
  const said: Partial<Record<Parameter, unknown>> = { ...answer, gmt_payment: answer['send_pay_date'] };
  const read: Read = (name) => (typeof said[name] === 'string' && said[name] !== '' ? said[name] : undefined);
  if (required(read, 'out_trade_no') !== payNo) throw new Error('alipay.trade.query: the answer is about another payment');
  const transactionId = required(read, 'trade_no');
  const amountMinor = requiredAmount(read, 'total_amount');
  return eventsOf(required(read, 'trade_status'), read('gmt_payment') !== undefined).map((event) => ({
    provider: 'alipay',
    notificationId: `query/${transactionId}/${event}`,
    event,
    payNo,
    transactionId,
    amount: { currency: 'CNY', amountMinor },
    refund: event === 'refunded' ? { refundId: payNo, amountMinor, counts: 'cumulative' } : null,
    occurredAt: event === 'paid' || event === 'finished' ? firstTime(read, ['gmt_payment']) : new Date().toISOString(),
  }));
}

function eventsOf(tradeStatus: string, wasPaid: boolean): PaymentEvent[] {
  if (tradeStatus === 'WAIT_BUYER_PAY') return ['pending'];
  if (tradeStatus === 'TRADE_SUCCESS') return ['paid'];
  if (tradeStatus === 'TRADE_FINISHED') return ['finished'];
  if (tradeStatus === 'TRADE_CLOSED') return wasPaid ? ['paid', 'refunded'] : ['closed'];
  throw new Error('alipay.trade.query: trade_status is unknown');
}

const pem = (key: KeyObject): string =>
  key
    .export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' })
    .toString()
    .trim();
