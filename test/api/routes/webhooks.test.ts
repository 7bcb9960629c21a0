import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { ALIPAY, params, sign } from '../../providers/alipay/fixture.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, subscriber } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, paidBody, startApi, useApi, wasStarted } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);
const bookkeeping = listener();

beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('bookkeeping'));
  await system().startSubscriberWorker('bookkeeping', bookkeeping);
});

const toldOf = (payNo: string) => bookkeeping.told.filter((message) => message.payNo === payNo);
const outcomeOf = (payNo: string) => system().client.workflow.getHandle(workflowIdOf(payNo)).result();

describe('a genuine notification', () => {
  test('is answered with the seven bytes that Alipay reads, and nothing else', async () => {
    const { payNo } = await newPayment(system());
    const { status, type, rawPayload } = await api().webhook(paidBody(payNo));
    expect({ status, type, rawPayload }).toEqual({ status: 200, type: 'text/plain', rawPayload: Buffer.from('success') });
    expect(rawPayload).toHaveLength(7);
  });

  test('is in Temporal once it is answered, and told', async () => {
    const { payNo } = await newPayment(system());
    await api().webhook(paidBody(payNo));
    expect(await wasStarted(system(), payNo)).toBe(true);
    expect(await outcomeOf(payNo)).toMatchObject({ outcome: 'told', delivered: ['bookkeeping: paid'] });
    expect(toldOf(payNo)).toMatchObject([{ resultId: 'paid', amount: { currency: 'CNY', amountMinor: 8880 } }]);
  });

  test.each(['application/json', 'text/plain', 'nonsense', undefined])('is taken with the Content-Type %s', async (type) => {
    const { payNo } = await newPayment(system());
    const headers = type ? { 'content-type': type } : {};
    const { text } = await api().inject({ method: 'POST', url: '/webhooks/alipay', headers, payload: paidBody(payNo) });
    expect(text).toBe('success');
  });

  test('sent ten times at once and again after it was told is told once', async () => {
    const { payNo } = await newPayment(system());
    const send = async () => (await api().webhook(paidBody(payNo))).text;
    expect(await Promise.all(Array.from({ length: 10 }, send))).toEqual(Array(10).fill('success'));
    await outcomeOf(payNo);
    expect(await send()).toBe('success');
    expect(await outcomeOf(payNo)).toMatchObject({ outcome: 'nothing to tell' });
    expect(toldOf(payNo)).toHaveLength(1);
  });

  test('of something that is no payment is taken and starts nothing', async () => {
    const body = paidBody('P-none', { notify_type: 'servicemarket_order_notify' });
    expect(await api().webhook(body)).toMatchObject({ status: 200, text: 'success' });
    expect(await wasStarted(system(), 'P-none')).toBe(false);
  });
});

describe('what is not genuine or not ours is answered failure, and starts nothing', () => {
  const altered = (body: string, name: string, change: (value: string) => string): string => {
    const form = new URLSearchParams(body);
    form.set(name, change(form.get(name) ?? ''));
    return form.toString();
  };
  const sha1 = (payNo: string) => {
    const all = { ...params({ out_trade_no: payNo }), sign_type: 'RSA' };
    return sign(all, { algorithm: 'RSA-SHA1', privateKey: ALIPAY.privateKey });
  };
  const lastChanged = (value: string) => value.slice(0, -1) + (value.endsWith('x') ? 'y' : 'x');

  test.each<[string, number, (payNo: string) => string]>([
    ['one changed character of the pay number', 401, (payNo) => altered(paidBody(payNo), 'out_trade_no', lastChanged)],
    ['one changed character of the amount', 401, (payNo) => altered(paidBody(payNo), 'total_amount', () => '88.81')],
    [
      'one changed character of the signature',
      401,
      (payNo) => altered(paidBody(payNo), 'sign', (s) => lastChanged(s.slice(0, -3))),
    ],
    ['no signature', 401, (payNo) => altered(paidBody(payNo), 'sign', () => '')],
    ['another app', 400, (payNo) => paidBody(payNo, { app_id: '2021000000000002' })],
    ['another seller', 400, (payNo) => paidBody(payNo, { seller_id: '2088100000000002' })],
    ['a SHA1 signature', 401, sha1],
    ['the sign_type of one', 401, (payNo) => altered(paidBody(payNo), 'sign_type', () => 'RSA')],
    ['a repeated parameter', 400, (payNo) => `${paidBody(payNo)}&total_amount=88.80`],
    ['__proto__', 400, (payNo) => `${paidBody(payNo)}&__proto__=1`],
    ['an amount that is none', 400, (payNo) => paidBody(payNo, { total_amount: '88,80' })],
    ['JSON', 400, (payNo) => JSON.stringify(params({ out_trade_no: payNo }))],
    ['an empty body', 400, () => ''],
  ])('%s', async (_, status, bodyOf) => {
    const { payNo } = await newPayment(system());
    const answer = await api().webhook(bodyOf(payNo));
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: 'failure' });
    expect(await wasStarted(system(), payNo)).toBe(false);
    expect(await wasStarted(system(), lastChanged(payNo))).toBe(false);
  });

  test('more than 64 KiB', async () => {
    const { payNo } = await newPayment(system());
    const body = paidBody(payNo, { body: 'x'.repeat(64 * 1024) });
    expect(await api().webhook(body)).toMatchObject({ status: 413, text: 'failure' });
    expect(await wasStarted(system(), payNo)).toBe(false);
  });

  test('no body and no Content-Type', async () => {
    expect(await api().inject({ method: 'POST', url: '/webhooks/alipay' })).toMatchObject({ status: 400, text: 'failure' });
  });
});

describe("every one of Alipay's statuses is taken, recorded, and has its effect", () => {
  test.each([
    ['WAIT_BUYER_PAY', 'pending', 'unpaid'],
    ['TRADE_FINISHED', 'finished', 'paid'],
    ['TRADE_CLOSED', 'closed', 'closed'],
  ])('%s', async (trade_status, event, status) => {
    const { payNo } = await newPayment(system());
    expect(await api().webhook(paidBody(payNo, { trade_status }))).toMatchObject({ status: 200, text: 'success' });
    await outcomeOf(payNo);
    const { body } = await api().call(`GET /payments/${payNo}`);
    const results = status === 'unpaid' ? [] : [{ result: status }];
    expect(body).toMatchObject({ status, facts: [{ event }], results, workflow: { status: 'COMPLETED' } });
  });
});

test('a wrong amount is taken, held with the reason, and told to nobody', async () => {
  const { payNo } = await newPayment(system());
  expect(await api().webhook(paidBody(payNo, { total_amount: '0.01' }))).toMatchObject({ status: 200, text: 'success' });
  const { body } = await eventually(async () => {
    const answer = await api().call(`GET /payments/${payNo}`);
    expect(answer.body.status).toBe('held');
    return answer;
  });
  const reason = 'CNY 88.80 was asked, the notification says CNY 0.01';
  expect(body).toMatchObject({
    heldReason: reason,
    facts: [{ heldReason: reason }],
    results: [],
    workflow: { status: 'RUNNING' },
  });
  expect(toldOf(payNo)).toEqual([]);
});

test('a provider that is off has no webhook', async () => {
  const { database, notifications } = system();
  const off = await startApi({ database, notifications, providers: new Map() });
  const { payNo } = await newPayment(system());
  expect(await off.webhook(paidBody(payNo))).toMatchObject({ status: 404, type: 'application/problem+json' });
  expect(await wasStarted(system(), payNo)).toBe(false);
  await off.app.close();
});
