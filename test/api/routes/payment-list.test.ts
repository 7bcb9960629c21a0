import { PermanentError } from '../../../src/domain/errors.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { PaymentFact } from '../../../src/domain/payment-fact.ts';
import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, notificationsAt, startApi, type TestApi, useApi } from '../fixture.ts';

const system = useSystem({ unknownPaymentGraceSeconds: 1 });
const api = useApi(system);

// An order type for each thing that can become of a payment.
beforeAll(async () => {
  const { database, startSubscriberWorker } = system();
  const refuses = listener(() => {
    throw new PermanentError('no such account');
  });
  await database.insertSubscriber(subscriber('told', { orderTypes: ['fine'] }));
  await database.insertSubscriber(subscriber('refusing', { orderTypes: ['parks'] }));
  await database.insertSubscriber(subscriber('also-refusing', { orderTypes: ['parks'] }));
  await database.insertSubscriber(subscriber('asleep', { orderTypes: ['waits'] }));
  await startSubscriberWorker('told', listener());
  await startSubscriberWorker('refusing', refuses);
  await startSubscriberWorker('also-refusing', refuses);
});

type Row = { payNo: string; state: string | null; [field: string]: unknown };
type Page = { payments: Row[]; nextCursor: string | null };

async function list(query: Record<string, string> = {}, of: TestApi = api()): Promise<Page> {
  const { status, body } = await of.call(`GET /payments?${new URLSearchParams(query)}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

const payNosOf = ({ payments }: Page): string[] => payments.map(({ payNo }) => payNo);

/** A payment that its provider has told of; it is in this state by then, also for Temporal's lists. */
async function paid(state: string, order: Partial<Order> = {}, fact: Partial<PaymentFact> = {}) {
  const orderType = { done: 'fine', parked: 'parks', processing: 'waits', held: 'fine' }[state] ?? 'fine';
  const made = await newPayment(system(), { orderType, ...order });
  await system().notifications.notify(paidFact(made.payNo, fact));
  await becomes(made.payNo, state);
  return made;
}

const becomes = (payNo: string, state: string): Promise<Row> =>
  eventually(async () => {
    const row = (await list({ q: payNo })).payments.find((payment) => payment.payNo === payNo);
    expect(row).toMatchObject({ state });
    return row as Row;
  });

const otherAmount = { amount: { currency: 'CNY', amountMinor: 1 } };

describe('the list of payments', () => {
  test.each(['processing', 'parked', 'held', 'done'])('by state has those that are %s, and no other', async (state) => {
    const others = ['processing', 'parked', 'held', 'done'].filter((other) => other !== state);
    const wanted = await paid(state, {}, state === 'held' ? otherAmount : {});
    const unwanted = await Promise.all(others.map((other) => paid(other, {}, other === 'held' ? otherAmount : {})));
    await eventually(async () => expect(payNosOf(await list({ state }))).toContain(wanted.payNo));
    const { payments } = await list({ state, limit: '100' });
    expect(payments.every((row) => row.state === state)).toBe(true);
    for (const { payNo } of unwanted) expect(payments.map((row) => row.payNo)).not.toContain(payNo);
  });

  test('has a row a payment, which says what was bought and what it waits for', async () => {
    const { payNo, order } = await paid('parked');
    const { payments } = await list({ q: payNo });
    const { runId } = await system().client.workflow.getHandle(workflowIdOf(payNo)).describe();
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { orderId, orderType, userId, title, amount } = order;
    expect(payments).toEqual([
      {
        ...{ payNo, orderId, orderType, userId, title, amount, provider: 'alipay', transactionId: `t-${payNo}` },
        ...{ status: 'paid', refundedMinor: 0, state: 'parked', createdAt: time, updatedAt: time },
        parkedSubscribers: expect.arrayContaining(['refusing', 'also-refusing']),
        workflow: { id: `payment/${payNo}`, runId, url: `http://temporal.test/payment%2F${payNo}/${runId}` },
      },
    ]);
  });

  test('says why a payment is held, also one whose number no order has', async () => {
    const payNo = `P-unknown-'"\\%`;
    await system().notifications.notify(paidFact(payNo));
    await becomes(payNo, 'held');
    const { payments } = await list({ state: 'held' });
    expect(payments.find((row) => row.payNo === payNo)).toMatchObject({
      ...{ status: 'held', heldReason: 'no pay record has this pay number', orderId: null, title: null, provider: 'alipay' },
      ...{ transactionId: `t-${payNo}`, workflow: { id: `payment/${payNo}` } },
    });
  });

  test('has a payment that nobody has paid, in no state', async () => {
    const { payNo } = await newPayment(system());
    expect((await list({ q: payNo })).payments).toMatchObject([{ payNo, status: 'unpaid', state: null, workflow: null }]);
  });

  test('by subscriber has those that are parked for it', async () => {
    const { payNo } = await paid('parked');
    const other = await paid('processing');
    const { payments } = await list({ subscriber: 'refusing', limit: '100' });
    expect(payments.map((row) => row.payNo)).toContain(payNo);
    expect(payments.map((row) => row.payNo)).not.toContain(other.payNo);
    expect(payNosOf(await list({ subscriber: 'told' }))).toEqual([]);
    expect(payNosOf(await list({ subscriber: 'refusing', state: 'done' }))).toEqual([]);
    expect(payNosOf(await list({ subscriber: 'refusing', q: payNo }))).toEqual([payNo]);
    expect(payNosOf(await list({ subscriber: 'told', q: payNo }))).toEqual([]);
  });

  test('by subscriber also has one that is parked for more subscribers than Temporal lists', async () => {
    const { database } = system();
    const crowd = Array.from({ length: 42 }, (_, number) => `crowd-${number}`);
    for (const name of crowd)
      await database.insertSubscriber(subscriber(name, { taskQueue: 'refusing', orderTypes: ['crowded'] }));
    await database.insertSubscriber(subscriber('lucky', { taskQueue: 'told', orderTypes: ['crowded'] }));
    const { payNo } = await paid('parked', { orderType: 'crowded' });
    await eventually(async () => {
      const { parkedSubscribers } = await becomes(payNo, 'parked');
      expect(parkedSubscribers).toEqual(expect.arrayContaining(['*']));
      for (const name of crowd) expect(payNosOf(await list({ subscriber: name }))).toEqual([payNo]);
    });
    expect(payNosOf(await list({ subscriber: 'lucky' }))).toEqual([]);
  });

  test('by order type and by time has the others not', async () => {
    const before = await paid('parked');
    const since = new Date().toISOString();
    const after = await paid('parked', { orderType: 'parks' });
    const wanted = { state: 'parked', orderType: 'parks', since, limit: '100' };
    const found = await eventually(async () => {
      const payNos = payNosOf(await list(wanted));
      expect(payNos).toContain(after.payNo);
      return payNos;
    });
    expect(found).not.toContain(before.payNo);
    expect(payNosOf(await list({ ...wanted, orderType: 'waits' }))).toEqual([]);
    expect(payNosOf(await list({ q: after.payNo, since, orderType: 'parks' }))).toEqual([after.payNo]);
    expect(payNosOf(await list({ q: after.payNo, orderType: 'waits' }))).toEqual([]);
    expect(payNosOf(await list({ q: before.payNo, since }))).toEqual([]);
  });
});

describe('a search', () => {
  test.each(['payNo', 'orderId', 'userId', 'transactionId'] as const)('finds by %s, all of it or its beginning', async (by) => {
    const userId = `user-${crypto.randomUUID()}`;
    const { payNo, order } = await paid('done', { userId });
    const number = { payNo, orderId: order.orderId, userId, transactionId: `t-${payNo}` }[by];
    expect(payNosOf(await list({ q: number }))).toEqual([payNo]);
    expect(payNosOf(await list({ q: number.slice(0, -1) }))).toContain(payNo);
    expect(payNosOf(await list({ q: number.slice(1) }))).not.toContain(payNo);
  });

  test('for three characters or fewer finds only who is called so', async () => {
    const { payNo } = await newPayment(system(), { userId: '7' });
    await newPayment(system(), { userId: '77' });
    expect(payNosOf(await list({ q: '7' }))).toEqual([payNo]);
  });

  test.each(['%%%%', '____', "' or '1'='1", '\\\\\\\\', 'P-%'])('for %s finds nothing: it is no pattern', async (q) => {
    await newPayment(system());
    expect(payNosOf(await list({ q }))).toEqual([]);
  });

  test('in a state has only those in it', async () => {
    const userId = `user-${crypto.randomUUID()}`;
    const { payNo } = await paid('parked', { userId });
    await paid('done', { userId });
    expect(payNosOf(await list({ q: userId, state: 'parked' }))).toEqual([payNo]);
    expect(payNosOf(await list({ q: userId, state: 'held' }))).toEqual([]);
  });
});

describe('a page', () => {
  test.each(['processing', 'parked', 'held', 'done'])('goes on where the one before ended: %s', async (state) => {
    const orderType = { done: 'fine', parked: 'parks', processing: 'waits' }[state];
    const fact = state === 'held' ? otherAmount : {};
    const made = [await paid(state, {}, fact), await paid(state, {}, fact), await paid(state, {}, fact)];
    const query: Record<string, string> = { state, limit: '2', ...(orderType && { orderType }) };
    const seen: string[] = [];
    await eventually(async () =>
      expect(payNosOf(await list({ ...query, limit: '100' }))).toEqual(expect.arrayContaining(made.map(({ payNo }) => payNo))),
    );
    const first = await list(query);
    expect(first.payments).toHaveLength(2);
    // What comes meanwhile is in front, and shifts nothing.
    await paid(state, {}, fact);
    for (let page = first; ; page = await list({ ...query, cursor: page.nextCursor ?? '' })) {
      seen.push(...payNosOf(page));
      if (!page.nextCursor) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made.map(({ payNo }) => payNo)));
  });

  test.each([
    'x',
    '%00',
    Buffer.from('["p"]').toString('base64url'),
    Buffer.from(`["p","2026-01-01T00:00:00Z","\\u0000"]`).toString('base64url'),
    Buffer.from(`["p","'; drop table orders","P1"]`).toString('base64url'),
  ])('of a cursor that was never given is refused: %s', async (cursor) => {
    for (const state of ['parked', 'done']) {
      expect(await api().call(`GET /payments?state=${state}&cursor=${encodeURIComponent(cursor)}`)).toMatchObject({
        ...{ status: 400, type: 'application/problem+json' },
        body: { detail: 'this cursor is not one of this list; begin without one' },
      });
    }
  });

  test('of a cursor that Temporal never gave is refused', async () => {
    const cursor = Buffer.from(`["t","${Buffer.from('nonsense').toString('base64')}"]`).toString('base64url');
    expect(await api().call(`GET /payments?state=parked&cursor=${cursor}`)).toMatchObject({ status: 400 });
  });
});

test.each(['state=lost', 'limit=0', 'limit=101', 'since=yesterday', "subscriber=x'", "orderType=x'", 'q=', 'any=1'])(
  'a list of ?%s is refused',
  async (query) =>
    expect(await api().call(`GET /payments?${query}`)).toMatchObject({ status: 400, type: 'application/problem+json' }),
);

describe('with Temporal away', () => {
  async function away<Value>(look: (of: TestApi) => Promise<Value>): Promise<Value> {
    const { notifications, close } = notificationsAt((await refusing()).address);
    const of = await startApi({ database: system().database, notifications });
    return look(of).finally(async () => {
      await of.app.close();
      await close();
    });
  }

  test.each(['state=processing', 'state=parked', 'state=held', 'subscriber=told', 'state=parked&q=P-'])(
    'the list of ?%s is refused for now',
    async (query) => {
      const { payNo } = await paid('held', {}, otherAmount);
      await away(async (of) =>
        expect(await of.call(`GET /payments?${query.replace('P-', payNo)}`)).toMatchObject({
          ...{ status: 503, type: 'application/problem+json', headers: { 'retry-after': '5' } },
          body: { detail: 'Temporal does not answer; try again' },
        }),
      );
    },
  );

  test('what is done is listed, and a search finds, without what only Temporal knows', async () => {
    const done = await paid('done');
    const open = await paid('parked');
    await away(async (of) => {
      expect(payNosOf(await list({ state: 'done' }, of))).toContain(done.payNo);
      const known = { state: 'unknown', workflow: null, status: 'paid', title: 'Mathematics for beginners' };
      expect((await list({ q: open.payNo }, of)).payments).toMatchObject([known]);
      expect((await list({ q: done.payNo }, of)).payments).toMatchObject([{ state: 'done' }]);
    });
  });
});
