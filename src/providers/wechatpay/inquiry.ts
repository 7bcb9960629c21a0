import type { KeyObject } from 'node:crypto';
import { Decorator } from 'wechatpay-axios-plugin';
import type { PayRecord } from '../../domain/order.ts';
import type { PaymentFact } from '../../domain/payment-fact.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { JsonObject } from '../json.ts';
import { requiredText, textAt } from '../json-fields.ts';
import type { Inquiry } from '../provider.ts';
import { eventOf, type Merchant, transactionFact } from './notification.ts';
import type { Keys } from './signature.ts';

/** `serial` and `privateKey` are of the merchant's own certificate; `apiUrl` is WeChat Pay's where it is left out. */
export type WeChatPayInquirySettings = Merchant & { keys: Keys; serial: string; privateKey: KeyObject; apiUrl?: string };

type Client = ReturnType<typeof Decorator.jsonBased>;
type Answer = { status: number; data: unknown };

/** The query and the closing of an order by its out_trade_no (APIv3), with answers that one of WeChat Pay's keys signed. */
export function createWeChatPayInquiry(settings: WeChatPayInquirySettings): Inquiry {
  const { mchId: mchid } = settings;
  const client = createClient(settings);
  const path = ({ payNo }: PayRecord) => `v3/pay/transactions/out-trade-no/${encodeURIComponent(payNo)}`;
  return {
    async query(payRecord) {
      const answer = await ask('query', () => client.get(path(payRecord), { params: { mchid } }));
      return answer ? transactionFacts(answer.data as JsonObject, payRecord, settings) : [];
    },
    async close(payRecord) {
      await ask('close', () => client.post(`${path(payRecord)}/close`, { mchid }));
    },
  };
}

const createClient = ({ mchId, serial, privateKey, keys, apiUrl }: WeChatPayInquirySettings): Client =>
  Decorator.jsonBased({
    ...{ mchid: mchId, serial, privateKey, certs: Object.fromEntries(keys), timeout: 5_000, maxRedirects: 0 },
    ...(apiUrl && { baseURL: `${apiUrl}/` }),
  });

/** Undefined where WeChat Pay has no such order: the buyer has not begun to pay. Errors are not signed, and only their code counts. */
async function ask(what: string, call: () => Promise<Answer>): Promise<Answer | undefined> {
  const name = `WeChat Pay's ${what}`;
  const work = call().catch((error: unknown) => {
    const { code, response } = error as { code?: string; response?: Answer };
    const refusal = textAt((response?.data ?? {}) as JsonObject, 'code');
    if (refusal === 'ORDER_NOT_EXIST' || refusal === 'ORDERNOTEXIST') return undefined;
    throw new Error(`${name}: ${reasonOf(code, response, refusal)}`); // the library's own error quotes the answer
  });
  return answerInTime(name, work);
}

function reasonOf(code: string | undefined, response: Answer | undefined, refusal: string | undefined): string {
  if (code?.startsWith('EV3_RES_HEADER')) return 'the answer is not signed by WeChat Pay within five minutes of now';
  return response ? `refused with ${response.status} ${refusal ?? ''}`.trim() : `cannot be reached (${code})`;
}

function transactionFacts(answer: JsonObject, payRecord: PayRecord, merchant: Merchant): PaymentFact[] {
  const { payNo } = payRecord;
  const isOurs = textAt(answer, 'mchid') === merchant.mchId && textAt(answer, 'appid') === merchant.appId;
  if (!isOurs || requiredText(answer, 'out_trade_no') !== payNo)
    throw new Error("WeChat Pay's query: the answer is about another payment");
  const event = eventOf(answer);
  // What is not paid has no transaction, and no amount that anybody paid.
  const transactionId = textAt(answer, 'transaction_id') ?? '';
  const notificationId = `query/${transactionId || payNo}/${event}`;
  const now = new Date().toISOString();
  if (event === 'paid') return [transactionFact({ id: notificationId, create_time: now }, answer)];
  return [
    {
      provider: 'wechatpay',
      notificationId,
      event,
      payNo,
      transactionId,
      amount: payRecord.amount,
      refund: null,
      occurredAt: now,
    },
  ];
}
