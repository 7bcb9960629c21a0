import { ApplicationFailure } from '@temporalio/common';
import { watchIdOf } from '../../src/domain/temporal-names.ts';
import type { paymentWatch } from '../../src/workflows/payment-watch.ts';
import { createAskedProvider, queriedClosed, queriedPaid, type Script } from '../support/asked-provider.ts';
import { eventually } from '../support/eventually.ts';
import { newPayNo, paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const asked = createAskedProvider();
const system = useSystem({ time: 'skipping', orderTimeoutMinutes: 30, providers: new Map([['alipay', asked.provider]]) });

const watchOf = (payNo: string) => system().client.workflow.getHandle<typeof paymentWatch>(watchIdOf(payNo));
/** Within 5 s: starting takes its time too. */
const near = (seconds: number) => expect.closeTo(seconds, -1);
const unpaid = { query: () => [] } satisfies Script;

/** A payment that is watched from this moment of Temporal's clock on, with a subscriber to everything that becomes of it. */
async function watched(subscriber: string, script: Script = unpaid) {
  const scene = createScene(system());
  const told = await scene.subscribe(subscriber);
  const payment = await scene.newPayment();
  const { payNo, order } = payment;
  asked.says(payNo, script);
  const startedAt = await system().now();
  await system().pool.query('update orders.orders set created_at = $2 where order_id = $1', [order.orderId, startedAt]);
  await system().notifications.watch(payNo, 'alipay');
  const secondsOf = (what: 'query' | 'close') =>
    asked.callsOf(payNo).flatMap((call) => (call.what === what ? [Math.round((call.at - startedAt.getTime()) / 1000)] : []));
  const results = () => told.map(({ result }) => result);
  const orderStatus = async () => (await system().database.findOrder(order.orderId))?.status;
  /** What the watch came to, and then the payment, when all is told. */
  const outcome = async () => {
    const came = await watchOf(payNo).result();
    if (came.outcome.startsWith('told')) await scene.handleOf(payNo).result();
    return came;
  };
  return { payNo, order, scene, told, secondsOf, results, orderStatus, outcome };
}

test('trap 10: the webhook never comes: the provider is asked after 30 s, then with growing gaps, and what it says is told', async () => {
  const watch = await watched('asked', {
    query: (before) => (before < 4 ? [] : [queriedPaid(watch.payNo)]),
  });
  expect(await watch.outcome()).toEqual({ outcome: 'told: paid', asked: 5 });
  expect(watch.secondsOf('query')).toEqual([near(30), near(75), near(142), near(244), near(396)]);
  expect(watch.results()).toEqual(['paid']);
  expect(await watch.orderStatus()).toBe('paid');
  expect(watch.secondsOf('close')).toEqual([]);
});

test('a payment that its webhook told of is not asked for', async () => {
  const watch = await watched('webhook-came');
  await system().notify(paidFact(watch.payNo));
  expect(await watch.outcome()).toEqual({ outcome: 'not unpaid any more', asked: 1 });
  expect(asked.callsOf(watch.payNo)).toEqual([]);
  expect(watch.results()).toEqual(['paid']);
});

test('webhook and query both saying that it was paid is one result', async () => {
  const watch = await watched('both', { query: () => [queriedPaid(watch.payNo)] });
  expect(await watch.outcome()).toEqual({ outcome: 'told: paid', asked: 1 });
  await system().notify(paidFact(watch.payNo));
  await watch.scene.handleOf(watch.payNo).result();
  expect(watch.results()).toEqual(['paid']);
  const facts = await system().database.listFacts(watch.payNo);
  expect(facts.map(({ fact, held }) => ({ id: fact.notificationId, held }))).toEqual([
    { id: `query/t-${watch.payNo}/paid`, held: null },
    { id: `n-${watch.payNo}`, held: null },
  ]);
});

test('fault 10: an order never closes; a stale one is paid at the old price: at its time limit it is closed, at the provider first', async () => {
  const watch = await watched('stale', { query: (_, isClosed) => (isClosed ? [queriedClosed(watch.payNo)] : []) });
  expect(await watch.outcome()).toEqual({ outcome: 'told: closed', asked: 8 });
  expect(watch.secondsOf('close')).toEqual([near(1800)]);
  expect(
    asked
      .callsOf(watch.payNo)
      .map(({ what }) => what)
      .slice(-2),
  ).toEqual(['close', 'query']);
  expect(watch.results()).toEqual(['closed']);
  expect(await watch.orderStatus()).toBe('closed');

  await system().notify(paidFact(watch.payNo));
  await eventually(async () =>
    expect(await watch.scene.status(watch.payNo)).toMatchObject({ heldReason: 'paid after the order was closed' }),
  );
  expect(watch.results()).toEqual(['closed']);
});

test('a payment made in the last second wins over its closing', async () => {
  const watch = await watched('last-second', {
    query: (_, isClosed) => (isClosed ? [queriedPaid(watch.payNo)] : []),
    close: () => new Error('ACQ.TRADE_STATUS_ERROR'),
  });
  expect(await watch.outcome()).toMatchObject({ outcome: 'told: paid' });
  expect(watch.results()).toEqual(['paid']);
  expect(await watch.orderStatus()).toBe('paid');
});

test('what the provider knows nothing of is closed all the same', async () => {
  const watch = await watched('never-begun');
  expect(await watch.outcome()).toMatchObject({ outcome: 'told: closed' });
  expect(watch.secondsOf('close')).toEqual([near(1800)]);
  expect(watch.results()).toEqual(['closed']);
  expect(await watch.orderStatus()).toBe('closed');
});

test('of a provider that cannot be asked, too, an unpaid order is closed at its time limit', async () => {
  const watch = await watched('not-askable');
  await system().pool.query("update orders.pay_records set provider = 'standard' where pay_no = $1", [watch.payNo]);
  expect(await watch.outcome()).toEqual({ outcome: 'told: closed', asked: 8 });
  expect(asked.callsOf(watch.payNo)).toEqual([]);
  expect(watch.results()).toEqual(['closed']);
  expect(await watch.orderStatus()).toBe('closed');
});

test('fault 4: a payment that waits for its buyer at the provider is not told of', async () => {
  const watch = await watched('pending', {
    query: (_, isClosed) => (isClosed ? [] : [paidFact(watch.payNo, { event: 'pending', notificationId: 'q' })]),
  });
  expect(await watch.outcome()).toMatchObject({ outcome: 'told: closed', asked: 8 });
  const facts = await system().database.listFacts(watch.payNo);
  expect(facts.map(({ fact }) => fact.event)).toEqual(['closed']);
});

test('a provider that is away for hours is asked on, and nothing is closed that could still be paid there', async () => {
  const away = new Error('connect ECONNREFUSED');
  const watch = await watched('away', {
    query: (before) => (before < 30 ? away : [queriedPaid(watch.payNo)]),
    close: () => away,
  });
  expect(await watch.outcome()).toMatchObject({ outcome: 'told: paid', asked: 8 });
  expect(Math.max(...watch.secondsOf('query'))).toBeGreaterThan(2 * 3600);
  expect(watch.results()).toEqual(['paid']);
});

test('what the provider refuses to close, and does not say is paid, stays open until it is closed there', async () => {
  const watch = await watched('refused', { close: (before) => (before < 5 ? new Error('USERPAYING') : undefined) });
  expect(await watch.outcome()).toEqual({ outcome: 'told: closed', asked: 8 });
  expect(watch.secondsOf('close')).toHaveLength(6);
  expect(watch.results()).toEqual(['closed']);
});

test('nothing is closed while a person has to decide; what is rejected is not held again when the provider says it to the watch, and is closed then', async () => {
  const wrong = (payNo: string) => ({ ...queriedPaid(payNo), amount: { currency: 'CNY', amountMinor: 1 } });
  const watch = await watched('rejected', { query: () => [wrong(watch.payNo)], close: () => new Error('TRADE_HAS_SUCCESS') });
  const { payNo } = watch;
  await system().notify({ ...wrong(payNo), notificationId: `n-${payNo}` });
  await eventually(async () => expect((await watch.scene.status(payNo)).heldReason).toBeTruthy());
  await system().skipTime('1 hour');
  expect(watch.secondsOf('close')).toEqual([]);
  expect(watch.results()).toEqual([]);
  await system().notifications.decideHeld(payNo, { approve: false, by: 'ann', reason: 'one cent' });
  expect(await watch.outcome()).toEqual({ outcome: 'told: closed', asked: 8 });
  const facts = await system().database.listFacts(payNo);
  expect(facts.map(({ fact }) => fact.notificationId)).toEqual([`n-${payNo}`, `watch/${payNo}/closed`]);
  expect(watch.results()).toEqual(['closed']);
  expect(await watch.orderStatus()).toBe('closed');
});

test('a watch that finds no pay record ends', async () => {
  const payNo = newPayNo();
  await system().notifications.watch(payNo, 'alipay');
  expect(await watchOf(payNo).result()).toEqual({ outcome: 'no pay record', asked: 1 });
});

test('a watch that is begun twice is one watch', async () => {
  const watch = await watched('twice', { query: () => [queriedPaid(watch.payNo)] });
  await system().notifications.watch(watch.payNo, 'alipay');
  await watch.outcome();
  expect(watch.secondsOf('query')).toEqual([near(30)]);
});

test('of an order that is paid, another pay record is closed when it is looked at: nobody pays twice', async () => {
  const watch = await watched('another');
  const otherPayNo = newPayNo();
  await system().database.insertPayRecord({ payNo: otherPayNo, orderId: watch.order.orderId, provider: 'alipay' });
  await system().notify(paidFact(otherPayNo));
  await watch.scene.handleOf(otherPayNo).result();
  expect(await watch.outcome()).toMatchObject({ asked: 1 });
  expect(watch.secondsOf('close')).toEqual([near(30)]);
  expect(await watch.orderStatus()).toBe('paid');
});

test('a watch outlives Postgres', async () => {
  const watch = await watched('postgres-away', { query: () => [queriedPaid(watch.payNo)] });
  system().postgres.cut();
  await system().skipTime('10 minutes');
  system().postgres.mend();
  expect(await watch.outcome()).toEqual({ outcome: 'told: paid', asked: 1 });
  expect(watch.results()).toEqual(['paid']);
});

test('a person reads in words what a watch is at', async () => {
  const watch = await watched('in-words');
  await system().skipTime('2 minutes');
  const { raw } = await watchOf(watch.payNo).describe();
  const details = await watchOf(watch.payNo).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(details.currentDetails).toMatch(
    /Asked 2 times; alipay says that it is not paid yet\. Next: asked at 20.*\. Time limit: 20/,
  );
  expect(raw.executionConfig?.userMetadata?.summary?.data?.toString()).toContain(`watches ${watch.payNo}, alipay`);
});

test('the history of a watch stays short', async () => {
  const watch = await watched('short');
  await watch.outcome();
  const { events } = await watchOf(watch.payNo).fetchHistory();
  expect(events?.length).toBeLessThan(120);
});

test('a look that somebody fails by hand is made again', async () => {
  const watch = await watched('by-hand', { query: () => [queriedPaid(watch.payNo)] });
  system().postgres.silence();
  await system().skipTime('31s');
  await eventually(async () => {
    const { raw } = await watchOf(watch.payNo).describe();
    const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
    await system().client.activity.fail(
      { workflowId: watchIdOf(watch.payNo), activityId },
      ApplicationFailure.nonRetryable('by ann'),
    );
  }).finally(() => system().postgres.mend());
  expect(await watch.outcome()).toEqual({ outcome: 'told: paid', asked: 1 });
  const { events } = await watchOf(watch.payNo).fetchHistory();
  expect(events?.filter(({ activityTaskFailedEventAttributes }) => activityTaskFailedEventAttributes)).toHaveLength(1);
});

test('a cancel request ends a watch: nobody asks or closes any more', async () => {
  const watch = await watched('cancelled');
  await watchOf(watch.payNo).cancel();
  await expect(watchOf(watch.payNo).result()).rejects.toThrow('Workflow execution cancelled');
  await system().skipTime('1 hour');
  expect(asked.callsOf(watch.payNo)).toEqual([]);
});
