import type { PaymentResult } from '../../src/domain/payment-result.ts';
import { eventually } from '../support/eventually.ts';
import { useOwnDatabase } from '../support/own-database.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';

const own = useOwnDatabase();

const count = async (table: string, payNo: string) =>
  Number((await own().pool.query(`select count(*) from orders.${table} where pay_no = $1`, [payNo])).rows[0].count);

/** Each again where a busy Postgres does not accept its connection in time: nothing was sent on it yet. */
const atOnce = <Result>(work: () => Promise<Result>) => Promise.all(Array.from({ length: 20 }, () => eventually(work)));

/** A result of a payment as it is kept, told to nobody. */
async function someResult(): Promise<PaymentResult> {
  const { payNo, order } = await newPayment(own());
  const { orderId, orderType, outBusinessId, userId, amount } = order;
  return {
    ...{ messageType: 'payresult_notify', resultId: 'paid', result: 'paid', payNo, orderId, orderType, outBusinessId, userId },
    ...{ provider: 'alipay', transactionId: `t-${payNo}`, amount, refundedMinor: 0, occurredAt: '2026-11-23T06:00:00.000Z' },
  };
}

describe('a fact', () => {
  test('is kept once, however often and whenever it comes', async () => {
    const fact = paidFact('P-fact-1');
    const numbers = await atOnce(() => own().database.insertFact(fact));
    expect(numbers.filter((number) => number !== undefined)).toHaveLength(1);
    expect(await own().database.insertFact(fact)).toBeUndefined();
    expect(await count('payment_facts', fact.payNo)).toBe(1);
  });

  test('is a repeat also where the provider says another time', async () => {
    const fact = paidFact('P-fact-2');
    await own().database.insertFact(fact);
    expect(await own().database.insertFact({ ...fact, occurredAt: '2026-12-24T00:00:00.000Z' })).toBeUndefined();
  });

  test('with other content under the same id is kept beside the first, and known as that', async () => {
    const fact = paidFact('P-fact-3');
    const other = { ...fact, amount: { currency: 'CNY', amountMinor: 1 } };
    await own().database.insertFact(fact);
    await own().database.insertFact(other);
    const [first, second] = await own().database.listFacts(fact.payNo);
    expect([first?.fact, second?.fact]).toEqual([fact, other]);
    if (!first || !second) throw new Error('two facts were kept');
    expect([first.contentDiffers, second.contentDiffers]).toEqual([false, true]);
  });

  test('with the same id from another provider is another one', async () => {
    const fact = paidFact('P-fact-4');
    await own().database.insertFact(fact);
    expect(await own().database.insertFact({ ...fact, provider: 'stripe' })).toBeDefined();
  });

  test('comes back as it was kept', async () => {
    const fact = paidFact('P-fact-5', { event: 'refunded', refund: { refundId: 'R1', amountMinor: 8880, counts: 'cumulative' } });
    await own().database.insertFact(fact);
    const [kept] = await own().database.listFacts(fact.payNo);
    expect(kept).toMatchObject({ fact, held: null, decision: null });
  });
});

test('of a result the first word counts: who must hear of it is never changed', async () => {
  const result = await someResult();
  const first = { result, subscriptions: [], notMatched: [{ subscriber: 'mail', reason: 'first' }] };
  const again = { result: { ...result, userId: 'somebody else' }, subscriptions: [subscriber('late')], notMatched: [] };
  await atOnce(() => own().database.insertResult(first));
  await own().database.insertResult(again);
  expect(await own().database.listResults(result.payNo)).toEqual([{ ...first, settled: [], settledAt: null }]);
});

test("of a person's decision on a held fact the first one counts", async () => {
  const factId = await own().database.insertFact(paidFact('P-held'));
  if (factId === undefined) throw new Error('the fact is new');
  await own().database.insertDecision(factId, { approve: false, by: 'anna', reason: 'fraud' });
  await own().database.insertDecision(factId, { approve: true, by: 'berta', reason: 'fine' });
  expect(await own().database.listFacts('P-held')).toMatchObject([{ decision: { approve: false, by: 'anna', reason: 'fraud' } }]);
});

test('an order is made once under its idempotency key', async () => {
  const { order } = await newPayment(own());
  const numbers = await atOnce(async () => {
    const orderId = `O-${Math.random()}`;
    return (await own().database.insertOrder({ ...order, orderId, idempotencyKey: 'cart' })).orderId;
  });
  expect(new Set(numbers).size).toBe(1);
});

test('an order whose key is just being used by somebody else is theirs, once they are done', async () => {
  const { order } = await newPayment(own());
  const theirs = { ...order, orderId: 'O-theirs', idempotencyKey: 'basket' };
  let mine: Promise<{ orderId: string }> | undefined;
  await own().database.inTransaction(async (tx) => {
    await tx.insertOrder(theirs);
    mine = own().database.insertOrder({ ...theirs, orderId: 'O-mine' });
    await eventually(async () => {
      const { rowCount } = await own().pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ 'orders.orders'`,
      );
      expect(rowCount).toBe(1);
    });
  });
  expect(await mine).toMatchObject({ orderId: 'O-theirs' });
});

test('a pay record is not made for an order that there is not', async () => {
  await expect(own().database.insertPayRecord({ payNo: 'P1', orderId: 'O-nothing', provider: 'alipay' })).rejects.toThrow(
    'there is no order',
  );
  expect(await count('pay_records', 'P1')).toBe(0);
});

test('a subscriber is added once, also by twenty at the same moment', async () => {
  expect((await atOnce(() => own().database.insertSubscriber(subscriber('mail')))).filter(Boolean)).toHaveLength(1);
});
