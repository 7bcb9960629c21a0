import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../../support/payments.ts';
import { payNosOf, useListedPayments } from '../listed-payments.ts';

const { system, list, becomes, paid } = useListedPayments();

describe('the list of payments', () => {
  test.each(['processing', 'parked', 'held', 'done'])('by state has those that are %s, and no other', async (state) => {
    const others = ['processing', 'parked', 'held', 'done'].filter((other) => other !== state);
    const wanted = await paid(state);
    const unwanted = await Promise.all(others.map((other) => paid(other)));
    await eventually(async () => {
      const { payments } = await list({ state, limit: '100' });
      expect(payments.map((row) => row.payNo)).toContain(wanted.payNo);
      expect(payments.every((row) => row.state === state)).toBe(true);
      for (const { payNo } of unwanted) expect(payments.map((row) => row.payNo)).not.toContain(payNo);
    });
  });

  test('has a row a payment, which says what was bought and what it waits for', async () => {
    const { payNo, order } = await paid('parked');
    // One parks after the other, and the list hears of it a moment later.
    const { payments } = await eventually(async () => {
      const found = await list({ q: payNo });
      expect(found.payments[0]?.['parkedSubscribers']).toHaveLength(2);
      return found;
    });
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
    await system().notify(paidFact(payNo));
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
    await eventually(async () => {
      const { payments } = await list({ subscriber: 'refusing', limit: '100' });
      expect(payments.map((row) => row.payNo)).toContain(payNo);
      expect(payments.map((row) => row.payNo)).not.toContain(other.payNo);
    });
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
    await eventually(async () => expect(payNosOf(await list({ subscriber: 'lucky' }))).toEqual([]));
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
