import { eventually } from '../support/eventually.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

test('a paid course is told to the subscriber once, and recorded', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('bookkeeping');
  const { payNo, order, handle } = await scene.pay();
  expect(await handle.result()).toEqual({ outcome: 'told', delivered: ['bookkeeping: paid'], skipped: [] });
  expect(told).toEqual([
    {
      messageType: 'payresult_notify',
      idempotencyKey: `${payNo}/paid/bookkeeping`,
      resultId: 'paid',
      result: 'paid',
      payNo,
      orderId: order.orderId,
      orderType: scene.orderType,
      outBusinessId: order.outBusinessId,
      userId: 'student-1',
      provider: 'alipay',
      transactionId: `t-${payNo}`,
      amount: { currency: 'CNY', amountMinor: 8880 },
      refundedMinor: 0,
      occurredAt: '2026-11-23T06:00:00.000Z',
    },
  ]);
  const delivery = {
    subscriber: 'bookkeeping',
    resultId: 'paid',
    status: 'delivered',
    attempts: 1,
    settledAt: expect.any(String),
  };
  expect(await scene.settled(payNo)).toEqual([delivery]);
  expect(await scene.unsettled(payNo)).toEqual([]);
  expect(await system().database.findOrder(order.orderId)).toMatchObject({ status: 'paid' });
});

test('a subscriber that fails does not delay, repeat or fail another', async () => {
  const scene = createScene(system());
  let isBroken = true;
  const failing = await scene.subscribe('failing', () => {
    if (isBroken) throw new Error('HTTP 500');
  });
  const healthy = await scene.subscribe('healthy');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'healthy')).toMatchObject({ status: 'delivered' }));
  await eventually(() => expect(failing.length).toBeGreaterThan(3));
  expect(await scene.delivery(payNo, 'failing')).toMatchObject({ status: 'pending' });

  isBroken = false;
  expect(await handle.result()).toEqual({ outcome: 'told', delivered: ['failing: paid', 'healthy: paid'], skipped: [] });
  expect(healthy).toHaveLength(1);
});

test('every attempt of a delivery has the same idempotency key, and Postgres has their number and the last error', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe('third-time-lucky', (_, attempt) => {
    if (attempt < 3) throw new Error(`attempt ${attempt} got HTTP 502`);
  });
  const { payNo, handle } = await scene.pay();
  await handle.result();
  expect(attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(Array(3).fill(`${payNo}/paid/third-time-lucky`));
  expect(await scene.settled(payNo)).toMatchObject([{ status: 'delivered', attempts: 3, lastError: 'attempt 2 got HTTP 502' }]);
});

test('a subscriber that parks does not keep the delivery of another out of Postgres', async () => {
  const scene = createScene(system());
  await scene.subscribe('in-time');
  await scene.subscribe('gives-up', () => Promise.reject(new Error('HTTP 500')), {
    retry: {
      initialIntervalSeconds: 0.05,
      backoffCoefficient: 1,
      maximumIntervalSeconds: 1,
      maximumAttempts: 3,
      giveUpAfterSeconds: null,
    },
  });
  const { payNo } = await scene.pay();
  await eventually(async () =>
    expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'in-time', status: 'delivered' }]),
  );
  expect(await scene.delivery(payNo, 'gives-up')).toMatchObject({ status: 'parked' });
});

test('a subscriber is told by its own policy although its code speaks another language: it only needs the activity’s name', async () => {
  const scene = createScene(system());
  await scene.register('python-service', { activity: 'tell_bookkeeping' });
  const told: unknown[] = [];
  await system().startSubscriberWorker('python-service', {
    tell_bookkeeping: async (message: unknown) => void told.push(message),
  });
  const { payNo, handle } = await scene.pay();
  await handle.result();
  expect(told).toMatchObject([{ payNo }]);
});

test('a change of a subscriber that no payment was told of leaves a delivery under way as it is', async () => {
  const scene = createScene(system());
  await scene.register('moved');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'moved')).toMatchObject({ status: 'pending' }));
  const before = await system().database.findSubscriber('moved');
  if (!before) throw new Error('it was registered');
  await system().database.updateSubscriber({ ...before, taskQueue: 'elsewhere' });
  await scene.listen('moved');
  expect(await handle.result()).toMatchObject({ delivered: ['moved: paid'] });
});
