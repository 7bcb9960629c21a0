import { randomBytes } from 'node:crypto';
import { createPool, onPool, type Pool } from '../../src/db/pool.ts';
import { PermanentError, Unavailable } from '../../src/domain/errors.ts';
import { messageFor, type PaymentResult, type ResultKind } from '../../src/domain/payment-result.ts';
import { listedSubscribers } from '../../src/subscribers/index.ts';
import { refusing } from '../support/away.ts';
import { useOwnDatabase } from '../support/own-database.ts';

/** The schema of each subscriber's own tables, the one that shows its effect, and the others. That one is missing here fails. */
const OWN_TABLES: Record<string, { schema: string; table: string; others: string[] }> = {
  'course-enrollment': { schema: 'learning', table: 'course_tables', others: ['course_payments'] },
};

const own = useOwnDatabase();

const result = (changes: Partial<PaymentResult> = {}): PaymentResult => ({
  ...{ messageType: 'payresult_notify', resultId: 'paid', result: 'paid', payNo: 'P1', orderId: 'O1', orderType: '60201' },
  ...{ outBusinessId: 'choose-1', userId: 'student-1', provider: 'alipay', transactionId: 'T1', refundedMinor: 0 },
  ...{ amount: { currency: 'CNY', amountMinor: 8880 }, occurredAt: '2026-11-23T06:00:00.000Z', ...changes },
});

test('the subscribers have names and task queues of their own', () => {
  for (const { name } of listedSubscribers) expect(name).toMatch(/^[a-z0-9-]{1,40}$/);
  expect(new Set(listedSubscribers.map(({ name }) => name)).size).toBe(listedSubscribers.length);
  const queues = listedSubscribers.map(({ taskQueue }) => taskQueue);
  expect(new Set(['payments', ...queues]).size).toBe(queues.length + 1);
});

describe.each(listedSubscribers.map((subscriber) => [subscriber.name, subscriber] as const))('%s', (name, subscriber) => {
  const { schema = '', table = '', others = [] } = OWN_TABLES[name] ?? {};
  const role = `${schema}_${randomBytes(4).toString('hex')}`;
  let pool: Pool;

  // Its worker may connect as somebody who can reach its own tables, and nothing else.
  beforeAll(async () => {
    await own().pool.query(`create role ${role} login password 'any'`);
    await own().pool.query(`grant usage on schema ${schema} to ${role}`);
    await own().pool.query(`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`);
    const url = new URL(own().url);
    url.username = role;
    url.password = 'any';
    pool = createPool(url.href, () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await own().pool.query(`drop owned by ${role}`);
    await own().pool.query(`drop role ${role}`);
  });
  beforeEach(() => own().pool.query(`truncate ${[table, ...others].map((one) => `${schema}.${one}`).join(', ')}`));

  const tell = (changes: Partial<PaymentResult> = {}) =>
    subscriber.createActivity(onPool(pool))(messageFor(name, result(changes)));
  const effect = async (): Promise<object[]> => (await own().pool.query(`select * from ${schema}.${table}`)).rows;
  const orderType = subscriber.orderTypes?.[0] ?? '60201';
  const kinds: ResultKind[] = subscriber.results ?? ['paid', 'partially_refunded', 'refunded', 'closed'];

  test('cannot reach the orders, as its worker connects', async () => {
    await expect(pool.query('select from orders.orders')).rejects.toMatchObject({ code: '42501' });
    await expect(pool.query('select from orders.deliveries')).rejects.toMatchObject({ code: '42501' });
  });

  test('has an effect on being told that a payment was made', async () => {
    await tell({ orderType });
    expect(await effect()).toHaveLength(1);
  });

  test.each(kinds)('trap 11: told %s twice changes nothing the second time, and it is no failure', async (kind) => {
    await tell({ orderType });
    await tell({ orderType, result: kind, resultId: kind });
    const after = await effect();
    await tell({ orderType, result: kind, resultId: kind });
    expect(await effect()).toEqual(after);
  });

  test('told by twenty at the same moment has one effect', async () => {
    await Promise.all(Array.from({ length: 20 }, () => tell({ orderType })));
    expect(await effect()).toHaveLength(1);
  });

  test('told of two payments has two effects', async () => {
    await tell({ orderType });
    await tell({ orderType, payNo: 'P2', orderId: 'O2', outBusinessId: 'choose-2', userId: 'student-2' });
    expect(await effect()).toHaveLength(2);
  });

  test('refuses for good what is none of its business, and does nothing', async () => {
    if (subscriber.orderTypes) await expect(tell({ orderType: '99999' })).rejects.toBeInstanceOf(PermanentError);
    for (const kind of ['partially_refunded', 'closed'] as const) {
      if (!kinds.includes(kind)) await expect(tell({ orderType, result: kind })).rejects.toBeInstanceOf(PermanentError);
    }
    expect(await effect()).toEqual([]);
  });

  test('with Postgres away fails in a way that is tried again', async () => {
    const away = createPool(`postgres://${role}@${(await refusing()).address}/any`, () => undefined);
    const told = subscriber.createActivity(onPool(away))(messageFor(name, result({ orderType })));
    await expect(told).rejects.toBeInstanceOf(Unavailable);
    await away.end();
  });
});
