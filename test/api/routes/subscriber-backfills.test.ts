import { DEFAULT_RETRY } from '../../../src/domain/subscription.ts';
import { backfillIdOf } from '../../../src/domain/temporal-names.ts';
import { eventually } from '../../support/eventually.ts';
import { createGate } from '../../support/gate.ts';
import { refundFact } from '../../support/payments.ts';
import { createScene, type Scene } from '../../support/scene.ts';
import { useSystem } from '../../support/system.ts';
import { useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);

const LONG_AGO = '2020-01-01T00:00:00Z';

const ask = (name: string, given: object = {}) => api().call(`POST /subscribers/${name}/backfill`, { since: LONG_AGO, ...given });
const counted = async (name: string, since = LONG_AGO) => (await ask(name, { since, dryRun: true })).body;

/** A backfill, until it has come to its end; gives what it says of itself then. */
async function backfill(name: string, since = LONG_AGO) {
  const { status, body } = await ask(name, { since, reason: 'it is new' });
  expect({ status, body }).toEqual({ status: 202, body: { backfillId: expect.any(String) } });
  return eventually(async () => {
    const progress = (await api().call(`GET /subscribers/${name}/backfill/${body.backfillId}`)).body;
    expect(progress.state).toBe('completed');
    return progress;
  });
}

/** A payment that is over before the subscriber of the test is there. */
async function paid(scene: Scene): Promise<string> {
  const { payNo, handle } = await scene.pay();
  await handle.result();
  return payNo;
}

async function refund(scene: Scene, payNo: string, amountMinor: number): Promise<void> {
  await system().notify(refundFact(payNo, amountMinor));
  await scene.handleOf(payNo).result();
}

const notMatchedOf = async (payNo: string) => (await api().call(`GET /payments/${payNo}`)).body.notMatched;

test('a subscriber that came later is told what it would have been told, in order, and others are not told again', async () => {
  const scene = createScene(system());
  const before = await scene.subscribe('there-before');
  const payNos = [await paid(scene), await paid(scene)];
  await refund(scene, payNos[0] ?? '', 100);
  const told = await scene.subscribe('came-later');
  expect(await counted('came-later')).toEqual({ payments: 2, results: 3 });
  expect(told).toEqual([]);

  expect(await backfill('came-later')).toMatchObject({ payments: 2, results: 3, looked: expect.any(Number) });
  for (const payNo of payNos) await scene.handleOf(payNo).result();
  const ofFirst = told.filter(({ payNo }) => payNo === payNos[0]);
  expect(ofFirst.map(({ resultId }) => resultId)).toEqual(['paid', 'partially_refunded/R100']);
  expect(told).toHaveLength(3);
  expect(before).toHaveLength(3);
  expect(await scene.unsettled(payNos[0] ?? '')).toEqual([]);
  expect(await scene.settled(payNos[1] ?? '')).toMatchObject([{ subscriber: 'came-later' }, { subscriber: 'there-before' }]);

  expect(await backfill('came-later')).toMatchObject({ payments: 0, results: 0 });
  expect(told).toHaveLength(3);
});

test('it is told by its filters of this moment, and is no longer among those that are not told', async () => {
  const scene = createScene(system());
  await scene.register('wants-more-now', { results: ['closed'], retry: DEFAULT_RETRY });
  const payNo = await paid(scene);
  expect(await notMatchedOf(payNo)).toContainEqual(expect.objectContaining({ subscriber: 'wants-more-now' }));
  expect(await counted('wants-more-now')).toEqual({ payments: 0, results: 0 });
  const change = { results: ['paid'], filter: 'amount.amountMinor > 100000' };
  expect((await api().call('PATCH /subscribers/wants-more-now', change)).status).toBe(200);
  expect(await counted('wants-more-now')).toEqual({ payments: 0, results: 0 });
  expect((await api().call('PATCH /subscribers/wants-more-now', { filter: null })).status).toBe(200);
  await backfill('wants-more-now');
  const told = await scene.listen('wants-more-now');
  await eventually(() => expect(told).toMatchObject([{ payNo, resultId: 'paid' }]));
  expect(await notMatchedOf(payNo)).not.toContainEqual(expect.objectContaining({ subscriber: 'wants-more-now' }));
});

test('of a payment that was refunded in full nobody hears later but who wants refunds alone', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  await refund(scene, payNo, 8880);
  await scene.register('wants-payments');
  const told = await scene.subscribe('wants-refunds', undefined, { results: ['refunded'] });
  expect(await backfill('wants-payments')).toMatchObject({ results: 0 });
  expect(await backfill('wants-refunds')).toMatchObject({ payments: 1, results: 1 });
  await eventually(() => expect(told).toMatchObject([{ payNo, resultId: 'refunded' }]));
});

test('what was recorded before that moment is left out, and with it refunds of it', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  await system().pool.query(`update orders.payment_results set recorded_at = '2026-01-01' where pay_no = $1`, [payNo]);
  await refund(scene, payNo, 100);
  await scene.register('since-february');
  expect(await counted('since-february', '2026-02-01T00:00:00Z')).toEqual({ payments: 0, results: 0 });
  expect(await counted('since-february', '2026-01-01T00:00:00Z')).toEqual({ payments: 1, results: 2 });
});

test('a payment that is still open for others tells it in the same run, and a refund that comes later too', async () => {
  const scene = createScene(system());
  await scene.register('not-there-yet');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'not-there-yet')).toMatchObject({ status: 'pending' }));
  const { runId } = await handle.describe();
  const told = await scene.subscribe('joins-in');
  await backfill('joins-in');
  await eventually(() => expect(told).toMatchObject([{ payNo, resultId: 'paid' }]));
  expect((await handle.describe()).runId).toBe(runId);
  await system().notify(refundFact(payNo, 100));
  await eventually(() => expect(told).toHaveLength(2));
  expect(told[1]).toMatchObject({ result: 'partially_refunded' });
});

test('what a paused subscriber missed is parked for it', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  await scene.register('paused-before', { retry: DEFAULT_RETRY });
  expect((await api().call('POST /subscribers/paused-before/pause')).status).toBe(200);
  await backfill('paused-before');
  await eventually(async () => expect(await scene.delivery(payNo, 'paused-before')).toMatchObject({ status: 'parked' }));
});

test('a worker that dies between its commit and its word tells nobody twice, and forgets nobody', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  const told = await scene.subscribe('told-once');
  const { tellMissed } = system().activities;
  let attempts = 0;
  await system().replacePaymentsWorker({
    async tellMissed(input) {
      attempts++;
      if (attempts > 1) return tellMissed(input);
      const { database } = system();
      const subscription = { ...(await database.findSubscriber('told-once')) } as never;
      await database.subscribeLate({ payNo, resultIds: ['paid'], subscription });
      throw new Error('killed before it signalled');
    },
  });
  await backfill('told-once');
  await eventually(() => expect(told).toMatchObject([{ payNo, resultId: 'paid' }]));
  await scene.handleOf(payNo).result();
  expect(told).toHaveLength(1);
  await system().replacePaymentsWorker();
});

test('what was missed is found among more results than are looked at in one step', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  await system().pool.query(
    `with many as (select 'M-' || n as pay_no, message from generate_series(1, 250) n, orders.payment_results where pay_no = $1),
       records as (
         insert into orders.pay_records (pay_no, order_id, provider, currency, amount_minor)
         select pay_no, message ->> 'orderId', 'alipay', 'CNY', 8880 from many)
     insert into orders.payment_results (pay_no, result_id, result, message, subscriptions, not_matched, recorded_at, settled_at)
     select pay_no, 'paid', 'paid', message || jsonb_build_object('payNo', pay_no), '[]', '[]', '2026-03-01', now() from many`,
    [payNo],
  );
  const told = await scene.subscribe('looks-for-two', undefined, { filter: `payNo in ["${payNo}", "M-77"]` });
  expect(await counted('looks-for-two')).toEqual({ payments: 2, results: 2 });
  const progress = await backfill('looks-for-two');
  expect(progress).toMatchObject({ payments: 2, results: 2 });
  expect(progress.looked).toBeGreaterThan(250);
  await eventually(() => expect(told.map((one) => one.payNo).sort()).toEqual(['M-77', payNo].sort()));
});

test('there is nothing to tell to who is not there, or hears of no payments', async () => {
  const scene = createScene(system());
  await scene.register('on-call', { orderTypes: null, events: 'operator' });
  expect((await ask('on-call')).status).toBe(409);
  expect((await ask('nobody')).status).toBe(404);
  expect((await ask('on-call', { since: 'yesterday' })).status).toBe(400);
  expect((await api().call('GET /subscribers/on-call/backfill/none')).status).toBe(404);
});

const progressOf = async (name: string, backfillId: string) =>
  (await api().call(`GET /subscribers/${name}/backfill/${backfillId}`)).body;

test('a backfill can be cancelled: it tells nothing further, and says so', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  const told = await scene.subscribe('cancelled-in-time');
  await system().stopPaymentsWorkers(); // so that it is not over before
  const { backfillId } = (await ask('cancelled-in-time', { reason: 'by mistake' })).body;
  const cancel = () => api().call(`POST /subscribers/cancelled-in-time/backfill/${backfillId}/cancel`);
  expect(await cancel()).toMatchObject({ status: 202, body: { backfillId, accepted: 'cancel' } });
  await system().startPaymentsWorker();
  await eventually(async () =>
    expect(await progressOf('cancelled-in-time', backfillId)).toMatchObject({ state: 'cancelled', results: 0 }),
  );
  expect(told).toEqual([]);
  expect(await scene.unsettled(payNo)).toEqual([]);
  await eventually(async () => expect(await cancel()).toMatchObject({ status: 409, type: 'application/problem+json' }));
  expect((await api().call('POST /subscribers/cancelled-in-time/backfill/none/cancel')).status).toBe(404);
});

test('a page that is under way when its backfill is cancelled is done, and counts', async () => {
  const scene = createScene(system());
  const payNo = await paid(scene);
  const told = await scene.subscribe('told-all-the-same', undefined, { orderTypes: [scene.orderType] });
  const end = createGate();
  const { tellMissed } = system().activities;
  await system().replacePaymentsWorker({
    async tellMissed(page) {
      await end.opened; // meanwhile the page is under way
      return tellMissed(page);
    },
  });
  const { backfillId } = (await ask('told-all-the-same', { reason: 'it is new' })).body;
  const handle = system().client.workflow.getHandle(backfillIdOf('told-all-the-same', backfillId));
  await eventually(async () => {
    const [activity] = (await handle.describe()).raw.pendingActivities ?? [];
    expect(activity).toMatchObject({ activityType: { name: 'tellMissed' }, state: IS_STARTED });
  });
  expect((await api().call(`POST /subscribers/told-all-the-same/backfill/${backfillId}/cancel`)).status).toBe(202);
  await eventually(async () => {
    const { events } = await handle.fetchHistory();
    expect(events?.some((event) => event.activityTaskCancelRequestedEventAttributes)).toBe(true);
  });
  end.open();
  await eventually(() => expect(told).toMatchObject([{ payNo }]));
  await eventually(async () =>
    expect(await progressOf('told-all-the-same', backfillId)).toMatchObject({ state: 'completed', payments: 1, results: 1 }),
  );
  await system().replacePaymentsWorker();
});

const IS_STARTED = 2; // PendingActivityState
