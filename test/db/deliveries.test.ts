import type { Attempts, SettledDelivery } from '../../src/domain/delivery.ts';
import type { PaymentResult } from '../../src/domain/payment-result.ts';
import { useOwnDatabase } from '../support/own-database.ts';
import { newPayment, subscriber } from '../support/payments.ts';

const own = useOwnDatabase();

/** A payment with these results, each of which these subscribers must hear of. */
async function recorded(subscribers: string[], resultIds = ['paid']): Promise<string> {
  const { payNo, order } = await newPayment(own());
  const { orderId, orderType, outBusinessId, userId, amount } = order;
  for (const resultId of resultIds) {
    const result: PaymentResult = {
      ...{ messageType: 'payresult_notify', resultId, result: 'paid', payNo, orderId, orderType, outBusinessId, userId },
      ...{ provider: 'alipay', transactionId: 'T1', amount, refundedMinor: 0, occurredAt: '2026-11-23T06:00:00.000Z' },
    };
    await own().database.insertResult({ result, subscriptions: subscribers.map((name) => subscriber(name)), notMatched: [] });
  }
  return payNo;
}

type Settled = SettledDelivery & Attempts;
const delivered = (name: string, changes: Partial<Settled> = {}): Settled => ({
  ...{ resultId: 'paid', subscriber: name, status: 'delivered', settledAt: '2026-11-23T06:00:01.500Z' },
  ...{ attempts: 1, lastError: null, ...changes },
});

const unsettled = async (payNo: string) =>
  (await own().database.listResults(payNo)).filter(({ settledAt }) => settledAt === null).map(({ result }) => result.resultId);
const settled = async (payNo: string) => (await own().database.listResults(payNo)).map((result) => result.settled);

test('who was told comes back as it was kept', async () => {
  const payNo = await recorded(['mail', 'books']);
  const skipped = delivered('books', { status: 'skipped', settledBy: 'anna', reason: 'by hand', attempts: 3, lastError: 'no' });
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail'), skipped] });
  const [kept] = await settled(payNo);
  const { lastError: _, ...withoutError } = delivered('mail');
  expect(kept).toEqual(expect.arrayContaining([withoutError, skipped]));
  expect(kept).toHaveLength(2);
});

test('a result is settled once everybody who must hear of it has', async () => {
  const payNo = await recorded(['mail', 'books']);
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail')] });
  expect(await unsettled(payNo)).toEqual(['paid']);
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('books')] });
  expect(await unsettled(payNo)).toEqual([]);
});

test('a result that nobody must hear of is settled by saying so', async () => {
  const payNo = await recorded([]);
  await own().database.recordSettledDeliveries({ payNo, deliveries: [] });
  expect(await unsettled(payNo)).toEqual([]);
});

test('a result is not settled by the deliveries of another, or of another payment', async () => {
  const payNo = await recorded(['mail'], ['paid', 'refunded']);
  const other = await recorded(['mail']);
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail')] });
  expect(await unsettled(payNo)).toEqual(['refunded']);
  expect(await unsettled(other)).toEqual(['paid']);
});

test('said again, by twenty at the same moment, it changes nothing', async () => {
  const payNo = await recorded(['mail', 'books']);
  const record = { payNo, deliveries: [delivered('mail'), delivered('books')] };
  await Promise.all(Array.from({ length: 20 }, () => own().database.recordSettledDeliveries(record)));
  const before = await settled(payNo);
  await own().database.recordSettledDeliveries({
    payNo,
    deliveries: [delivered('mail', { status: 'skipped', attempts: 9, reason: 'late' })],
  });
  expect(await settled(payNo)).toEqual(before);
  expect(before[0]).toHaveLength(2);
});

test('the moment at which a result was settled is kept', async () => {
  const payNo = await recorded(['mail']);
  const when = async () =>
    (await own().pool.query('select settled_at from orders.payment_results where pay_no = $1', [payNo])).rows;
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail')] });
  const first = await when();
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail')] });
  expect(await when()).toEqual(first);
});

test('a delivery is kept whatever the error of its subscriber was', async () => {
  const payNo = await recorded(['mail']);
  const lastError = 'a\0b\ud800c "quoted" \\ 课 😀';
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail', { attempts: 2, lastError })] });
  expect(await settled(payNo)).toMatchObject([[{ lastError: 'a\ufffdb\ufffdc "quoted" \\ 课 😀' }]]);
  expect(await unsettled(payNo)).toEqual([]);
});

describe('what a subscriber still has to hear', () => {
  const waiting = async (name: string) => own().database.listUnsettledDeliveries(name);

  test('is every result that names it and that it was not told', async () => {
    const payNo = await recorded(['tea', 'coffee'], ['paid', 'refunded']);
    await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('tea')] });
    expect(await waiting('tea')).toEqual([{ payNo, resultId: 'refunded' }]);
    expect((await waiting('coffee')).map(({ resultId }) => resultId).sort()).toEqual(['paid', 'refunded']);
  });

  test('is nothing where only a part of its name is in the list', async () => {
    await recorded(['long-name']);
    expect(await waiting('long')).toEqual([]);
    expect(await waiting('name')).toEqual([]);
  });
});

test('of a result that is not there nothing is kept, and it is said; of the others all is', async () => {
  const payNo = await recorded(['mail']);
  const deliveries = [delivered('mail', { resultId: 'refunded' }), delivered('mail')];
  expect(await own().database.recordSettledDeliveries({ payNo, deliveries })).toEqual(['refunded']);
  expect(await unsettled(payNo)).toEqual([]);
  expect(await settled(payNo)).toMatchObject([[{ resultId: 'paid', subscriber: 'mail', status: 'delivered' }]]);
  expect(await own().database.recordSettledDeliveries({ payNo, deliveries: [delivered('mail')] })).toEqual([]);
});
