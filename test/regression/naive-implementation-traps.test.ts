import proto from '@temporalio/proto';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import type { Notification } from '../../src/providers/provider.ts';
import { useApi, wasStarted } from '../api/fixture.ts';
import { alipayFixture } from '../providers/alipay/contract-fixture.ts';
import { notification, params, sign as signAlipay } from '../providers/alipay/fixture.ts';
import { standardFixture } from '../providers/standard/contract-fixture.ts';
import { body, sign as signStandard } from '../providers/standard/fixture.ts';
import { stripeFixture } from '../providers/stripe/contract-fixture.ts';
import { event, sign as signStripe } from '../providers/stripe/fixture.ts';
import { weChatPayFixture } from '../providers/wechatpay/contract-fixture.ts';
import { clear, signBody, sign as signWeChatPay } from '../providers/wechatpay/fixture.ts';
import { newPayment } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';

// The traps of which no other file has the test; docs/failure-modes.md says where each of the twelve is.
const FIXTURES = { alipay: alipayFixture, wechatpay: weChatPayFixture, stripe: stripeFixture, standard: standardFixture };
type Name = keyof typeof FIXTURES;

const system = useSystem();
const api = useApi(system, () => ({
  providers: new Map(Object.entries(FIXTURES).map(([name, { provider }]) => [name, provider])),
}));

const post = (name: Name, { headers, rawBody }: Notification) =>
  api().inject({
    method: 'POST',
    url: `/webhooks/${name}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: rawBody,
  });

/** The same JSON as no program writes it. */
const oddly = (json: Buffer): Buffer =>
  Buffer.from(` ${json.toString().replaceAll('":', '" :\t').replaceAll('P', '\\u0050')}\r\n`);
const reserialised = ({ headers, rawBody }: Notification): Notification => ({
  headers,
  rawBody: Buffer.from(JSON.stringify(JSON.parse(rawBody.toString()))),
});

describe('trap 2: what is signed is the bytes on the wire:', () => {
  const quote = JSON.stringify;
  test.each<[Name, (payNo: string) => Notification]>([
    ['wechatpay', (payNo) => signBody(oddly(signWeChatPay(clear({ 'resource.out_trade_no': quote(payNo) })).rawBody))],
    ['stripe', (payNo) => signStripe(oddly(signStripe(event({ 'data.object.metadata.pay_no': quote(payNo) })).rawBody))],
    ['standard', (payNo) => signStandard(oddly(signStandard(body({ 'data.pay_no': quote(payNo) })).rawBody))],
  ])('JSON of %s that is written oddly is taken, and written anew refused', async (name, genuine) => {
    const { payNo } = await newPayment(system());
    const written = genuine(payNo);
    expect((await post(name, reserialised(written))).status).toBe(401);
    expect(await wasStarted(system(), payNo)).toBe(false);
    expect(await post(name, written)).toMatchObject({ status: 200 });
    expect(await wasStarted(system(), payNo)).toBe(true);
  });

  test('a form of Alipay in another character set is taken, and read as UTF-8 refused', async () => {
    const { payNo } = await newPayment(system());
    const subject = Buffer.from([0xb8, 0xdf, 0xca, 0xfd]); // 高数 in GBK
    const form = signAlipay({ ...params({ out_trade_no: payNo, notify_id: `n-${payNo}`, charset: 'GBK' }), subject });
    const asUtf8 = form.replace('%B8%DF%CA%FD', encodeURIComponent(subject.toString('utf8')));
    expect(asUtf8).not.toBe(form);
    expect(await post('alipay', notification(asUtf8))).toMatchObject({ status: 401, text: 'failure' });
    expect(await post('alipay', notification(form))).toMatchObject({ status: 200, text: 'success' });
    expect(await wasStarted(system(), payNo)).toBe(true);
  });
});

describe('trap 12: nothing of the buyer is in the log, in a history or in Postgres:', () => {
  const BUYER = 'li.wei-0777';
  const said = JSON.stringify(BUYER);

  test.each<[Name, (payNo: string) => Notification]>([
    [
      'alipay',
      (payNo) =>
        notification(
          signAlipay(
            params({ out_trade_no: payNo, notify_id: `n-${payNo}`, buyer_logon_id: BUYER, buyer_id: BUYER, body: BUYER }),
          ),
        ),
    ],
    [
      'wechatpay',
      (payNo) =>
        signWeChatPay(
          clear({ id: `"w-${payNo}"`, 'resource.out_trade_no': `"${payNo}"`, 'resource.payer.openid': said, summary: said }),
        ),
    ],
    [
      'stripe',
      (payNo) =>
        signStripe(
          event({
            id: `"evt-${payNo}"`,
            'data.object.metadata.pay_no': `"${payNo}"`,
            'data.object.customer_details': `{"email":${said},"name":${said}}`,
          }),
        ),
    ],
    ['standard', (payNo) => signStandard(body({ 'data.pay_no': `"${payNo}"`, 'data.buyer': said }), { id: `m-${payNo}` })],
  ])('%s', async (name, genuine) => {
    const { client, db } = system();
    const { payNo } = await newPayment(system());
    await db.query('update orders.pay_records set provider = $2 where pay_no = $1', [payNo, name]);
    const told = genuine(payNo);
    if (name !== 'wechatpay') expect(told.rawBody.toString()).toContain(name === 'alipay' ? '%6C%69%2E%77%65%69' : BUYER);
    api().log.splice(0);
    expect((await post(name, told)).status).toBe(200);
    const handle = client.workflow.getHandle(workflowIdOf(payNo));
    await handle.result();

    const history = Buffer.from(proto.temporal.api.history.v1.History.encode(await handle.fetchHistory()).finish()).toString();
    const { rows } = await db.query('select f::text as kept from orders.payment_facts f where pay_no = $1', [payNo]);
    for (const kept of [history, JSON.stringify(rows), api().log.join('\n')]) {
      expect(kept).toContain(payNo);
      expect(kept).not.toContain(BUYER);
    }
  });
});
