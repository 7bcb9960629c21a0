import { randomUUID } from 'node:crypto';
import type { PayRecord } from '../../src/domain/order.ts';
import { contentOf, type PaymentEvent } from '../../src/domain/payment-fact.ts';
import type { AnswerLie, WebhookLies } from '../../src/embedded/provider-simulator/lies.ts';
import { askingUrls, type ProviderSimulator, startProviderSimulator } from '../../src/embedded/provider-simulator/server.ts';
import { createProviders, listedProviders } from '../../src/providers/index.ts';
import { rsaKeyPair } from '../../src/providers/simulated-keys.ts';
import { eventually } from '../support/eventually.ts';

const settings: Record<string, string> = Object.assign({}, ...listedProviders.map(({ simulator }) => simulator.makeSettings()));
const amount = { currency: 'CNY', amountMinor: 8880 };

let simulator: ProviderSimulator;
beforeAll(async () => {
  simulator = await startProviderSimulator({ port: 0, apiUrl: 'http://127.0.0.1:1', settings });
});
afterAll(() => simulator.stop());

const tell = async (path: string, given: object) => {
  const response = await fetch(`${simulator.url}/simulator/${path}`, { method: 'POST', body: JSON.stringify(given) });
  if (!response.ok) throw new Error(await response.text());
};
const answers = (lie: AnswerLie) => tell('answers', { lie });
afterEach(() => answers('none'));

describe.each(listedProviders.filter(({ simulator: { api } }) => api).map(({ name }) => name))('asking %s', (name) => {
  const listed = listedProviders.find((one) => one.name === name);
  const providerWith = (changes: Record<string, string> = {}) => {
    const provider = createProviders({ ...settings, ...askingUrls(simulator.url), ...changes }).get(name);
    if (!provider?.inquiry) throw new Error(`${name} cannot be asked`);
    return { ...provider, inquiry: provider.inquiry };
  };
  const newPayRecord = (): PayRecord => ({
    ...{ payNo: `P-${randomUUID().slice(0, 8)}`, orderId: 'O-1', provider: name, amount, status: 'unpaid' },
    ...{ transactionId: null, refundedMinor: 0, paidAt: null, createdAt: new Date().toISOString() },
  });
  /** What happens to a payment there, of which no webhook ever tells. */
  async function payRecordWith(...events: PaymentEvent[]): Promise<PayRecord> {
    const payRecord = newPayRecord();
    const lies = { drop: true } satisfies Partial<WebhookLies>;
    await tell('payments', { provider: name, payNo: payRecord.payNo, amount, events, lies });
    return payRecord;
  }
  const eventsOf = async (payRecord: PayRecord) => (await providerWith().inquiry.query(payRecord)).map(({ event }) => event);

  test('is off without its settings, and its webhook is not', () => {
    const webhookOnly = Object.fromEntries(Object.entries(settings).filter(([key]) => listed?.needs.includes(key)));
    const provider = createProviders(webhookOnly).get(name);
    expect(provider?.name).toBe(name);
    expect(provider).not.toHaveProperty('inquiry');
  });

  test('it says nothing of a payment that nobody has begun, which can be closed all the same', async () => {
    const payRecord = newPayRecord();
    expect(await eventsOf(payRecord)).toEqual([]);
    await providerWith().inquiry.close(payRecord);
    expect(await eventsOf(payRecord)).toEqual([]);
  });

  test('it says what its webhook says of a payment: the same event, amount and transaction', async () => {
    const payRecord = await payRecordWith('paid');
    const [asked] = await providerWith().inquiry.query(payRecord);
    const { headers, body } = listed?.simulator.sign(
      { event: 'paid', payNo: payRecord.payNo, amount, happenedAt: new Date(), set: {}, alter: {} },
      settings,
    ) ?? { headers: {}, body: '' };
    const [told] = providerWith().translate({ headers, rawBody: Buffer.from(body) });
    expect(asked && contentOf(asked)).toBe(told && contentOf(told));
    expect(asked?.notificationId).toMatch(/^query\/.+\/paid$/);
  });

  test('asked twice, it says the same under the same notification id', async () => {
    const payRecord = await payRecordWith('paid');
    const [first, second] = [await providerWith().inquiry.query(payRecord), await providerWith().inquiry.query(payRecord)];
    expect(second.map(contentOf)).toEqual(first.map(contentOf));
    expect(second.map(({ notificationId }) => notificationId)).toEqual(first.map(({ notificationId }) => notificationId));
  });

  test('what is not paid yet is pending, and closed once it is closed', async () => {
    const payRecord = await payRecordWith('pending');
    expect(await eventsOf(payRecord)).toEqual(['pending']);
    await providerWith().inquiry.close(payRecord);
    expect(await eventsOf(payRecord)).toEqual(['closed']);
  });

  test('what is paid cannot be closed, and is said to be paid', async () => {
    const payRecord = await payRecordWith('pending', 'paid');
    await expect(providerWith().inquiry.close(payRecord)).rejects.toThrow(/./);
    expect(await eventsOf(payRecord)).toEqual(['paid']);
  });

  test('a payment that was refunded in full was paid first', async () => {
    expect((await eventsOf(await payRecordWith('paid', 'refunded')))[0]).toBe('paid');
  });

  test.each<[AnswerLie, RegExp]>([
    ['away', /./],
    ['silent', /no answer within 5 s|cannot be reached/],
  ])('one that is %s is an error in little more than 5 s', async (lie, message) => {
    const payRecord = await payRecordWith('paid');
    await answers(lie);
    const { query, close } = providerWith().inquiry;
    await eventually(async () => {
      const startedAt = Date.now();
      await Promise.all([query, close].map((ask) => expect(ask(payRecord)).rejects.toThrow(message)));
      expect(Date.now() - startedAt).toBeLessThan(6_000);
    });
  });

  test('one that cannot be reached is an error', async () => {
    const nowhere = askingUrls('http://127.0.0.1:1');
    await expect(providerWith(nowhere).inquiry.query(newPayRecord())).rejects.toThrow(/./);
  });
});

test.each(['alipay', 'wechatpay'])(
  '%s is not believed what was altered on the way, and its words are not repeated',
  async (name) => {
    const inquiry = createProviders({ ...settings, ...askingUrls(simulator.url) }).get(name)?.inquiry;
    const payNo = `P-${randomUUID().slice(0, 8)}`;
    await tell('payments', { provider: name, payNo, amount, events: ['paid'], lies: { drop: true } });
    await answers('altered');
    const error: Error = await (inquiry?.query({ payNo } as PayRecord) ?? Promise.resolve()).then(
      () => new Error('it was believed'),
      (reason) => reason,
    );
    expect(error.message).toMatch(/not signed/);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/stu\*\*\*|oUpF8|BEGIN|PRIVATE/);
    expect(error.cause).toBeUndefined();
  },
);

test('while Alipay rotates its key, answers of either are believed', async () => {
  const { ALIPAY_PUBLIC_KEY: current } = settings;
  const ALIPAY_PUBLIC_KEY = `${rsaKeyPair().publicKey},${current}`;
  const inquiry = createProviders({ ...settings, ...askingUrls(simulator.url), ALIPAY_PUBLIC_KEY }).get('alipay')?.inquiry;
  await expect(inquiry?.query({ payNo: 'P-1' } as PayRecord)).resolves.toEqual([]);
});

test.each([
  ['alipay', 'ALIPAY_APP_PRIVATE_KEY'],
  ['wechatpay', 'WECHATPAY_MCH_PRIVATE_KEY'],
])('%s answers nobody who is not the merchant', async (name, key) => {
  const foreign = { ...settings, ...askingUrls(simulator.url), [key]: rsaKeyPair().privateKey };
  const inquiry = createProviders(foreign).get(name)?.inquiry;
  await expect(inquiry?.query({ payNo: 'P-1' } as PayRecord)).rejects.toThrow(/refused/);
});

test.each([
  ['ALIPAY_APP_PRIVATE_KEY', 'x'],
  ['ALIPAY_GATEWAY_URL', 'ftp://alipay'],
  ['WECHATPAY_MCH_PRIVATE_KEY', 'x'],
  ['WECHATPAY_API_URL', 'api.mch.weixin.qq.com'],
  ['STRIPE_API_URL', 'x'],
])('a wrong %s is named at the start, and not quoted', (name, value) => {
  expect(() => createProviders({ ...settings, [name]: value })).toThrow(new RegExp(`${name} is not`));
});
