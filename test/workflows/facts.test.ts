import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { newPayment, newPayNo, paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

const factsOf = async (payNo: string) =>
  (await system().database.listFacts(payNo)).map(({ fact, held }) => ({ event: fact.event, held: held?.code ?? null }));

test('ten copies of one notification at once are one fact, and told once', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('ten-copies');
  const { payNo } = await scene.newPayment();
  await Promise.all(Array.from({ length: 10 }, () => system().notify(paidFact(payNo))));
  await scene.handleOf(payNo).result();
  await eventually(async () => expect((await scene.handleOf(payNo).describe()).status.name).toBe('COMPLETED'));
  expect(told).toHaveLength(1);
  expect(await factsOf(payNo)).toEqual([{ event: 'paid', held: null }]);
});

test('a repeat after the workflow has closed is a run that has nothing to tell', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('heard-it-before');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  const { runId: firstRun } = await handle.describe();
  await system().notify(paidFact(payNo));
  const again = scene.handleOf(payNo);
  expect(await again.result()).toEqual({ outcome: 'nothing to tell', delivered: [], skipped: [] });
  expect((await again.describe()).runId).not.toBe(firstRun);
  expect(told).toHaveLength(1);
});

test('what arrives while the payment is open joins it: a repeat, and another event', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const told = await scene.subscribe('slow', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(told).toHaveLength(1));
  const { runId } = await handle.describe();
  await system().notify(paidFact(payNo));
  await system().notify(paidFact(payNo, { event: 'finished', notificationId: `n2-${payNo}` }));
  await eventually(async () =>
    expect(await factsOf(payNo)).toEqual([
      { event: 'paid', held: null },
      { event: 'finished', held: null },
    ]),
  );
  open();
  expect(await handle.result()).toEqual({ outcome: 'told', delivered: ['slow: paid'], skipped: [] });
  expect(told).toHaveLength(1);
  expect((await handle.describe()).runId).toBe(runId);
});

test('an event without effect is kept as a fact, and the payment that follows is told', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('patient');
  const { payNo } = await scene.newPayment();
  await system().notify(paidFact(payNo, { event: 'pending', notificationId: `n0-${payNo}` }));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'nothing to tell' });
  expect(told).toEqual([]);
  await system().notify(paidFact(payNo));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'told' });
  expect(told).toHaveLength(1);
  expect(await factsOf(payNo)).toEqual([
    { event: 'pending', held: null },
    { event: 'paid', held: null },
  ]);
});

test('trap 3: a wrong amount is held for a person, and nobody is told', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('wrong-amount');
  const { payNo, order, handle } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 8879 } });
  await eventually(async () =>
    expect(await scene.status(payNo)).toEqual({
      payNo,
      state: 'held',
      heldReason: 'CNY 88.80 was asked, the notification says CNY 88.79',
      redeliveries: [],
      results: [],
      notMatched: [],
    }),
  );
  expect(await factsOf(payNo)).toEqual([{ event: 'paid', held: 'amount_differs' }]);
  expect(await system().database.findOrder(order.orderId)).toMatchObject({ status: 'unpaid' });
  expect((await handle.describe()).status.name).toBe('RUNNING');
  expect(told).toEqual([]);
});

test('trap 3: a wrong currency is held for a person', async () => {
  const scene = createScene(system());
  const { payNo } = await scene.pay({ amount: { currency: 'JPY', amountMinor: 8880 } });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  expect(await factsOf(payNo)).toEqual([{ event: 'paid', held: 'amount_differs' }]);
});

test('trap 5: the same notification id with other content is held, also after the payment was told', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-the-first');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await system().notify(paidFact(payNo, { transactionId: 'another' }));
  await eventually(async () =>
    expect(await scene.status(payNo)).toMatchObject({
      state: 'held',
      heldReason: 'an earlier notification with the same id says something else',
    }),
  );
  expect(await factsOf(payNo)).toEqual([
    { event: 'paid', held: null },
    { event: 'paid', held: 'content_differs' },
  ]);
  expect(told).toHaveLength(1);
});

test('an id that was used for one payment is held when it comes with another', async () => {
  const scene = createScene(system());
  const { payNo: first } = await scene.pay();
  await scene.handleOf(first).result();
  const { payNo } = await scene.pay({ notificationId: `n-${first}` });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  expect(await factsOf(payNo)).toEqual([{ event: 'paid', held: 'content_differs' }]);
});

test('a held payment stays held when its notification is repeated', async () => {
  const scene = createScene(system());
  const amount = { currency: 'CNY', amountMinor: 1 };
  const { payNo, handle } = await scene.pay({ amount });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  const { runId, historyLength } = await handle.describe();
  await system().notify(paidFact(payNo, { amount }));
  await eventually(async () => expect((await handle.describe()).historyLength).toBeGreaterThan(historyLength + 3));
  expect(await scene.status(payNo)).toMatchObject({ state: 'held', results: [] });
  expect((await handle.describe()).runId).toBe(runId);
  expect(await factsOf(payNo)).toEqual([{ event: 'paid', held: 'amount_differs' }]);
});

test('trap 8: two payments of one order are told once: the second is held', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('paid-twice');
  const { payNo: first, order } = await scene.newPayment();
  const second = await system().database.insertPayRecord({
    payNo: `${first}-again`,
    orderId: order.orderId,
    provider: 'alipay',
  });
  await Promise.all([first, second.payNo].map((payNo) => system().notify(paidFact(payNo))));
  await eventually(async () => {
    const facts = (await Promise.all([first, second.payNo].map(factsOf))).flat();
    expect(facts.map(({ held }) => held).sort()).toEqual([null, 'order_paid_already']);
  });
  await eventually(() => expect(told).toHaveLength(1));
});

test('trap 3: a pay number that is still unknown after the grace time is held, and told when a repeat finds the order', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('very-late-commit');
  const payNo = newPayNo();
  await system().notify(paidFact(payNo));
  await eventually(async () =>
    expect(await scene.status(payNo)).toMatchObject({ state: 'held', heldReason: 'no pay record has this pay number' }),
  );
  expect(await factsOf(payNo)).toEqual([{ event: 'paid', held: 'pay_no_unknown' }]);
  await newPayment(system(), { orderType: scene.orderType }, payNo);
  await system().notify(paidFact(payNo));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'told', delivered: ['very-late-commit: paid'] });
  expect(told).toHaveLength(1);
});
