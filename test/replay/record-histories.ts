import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { newPayment, newPayNo, paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { fails, hasFailedOnce, hourly, isParked, refusal, serverError, write } from './recording.ts';

// Runs the real thing and writes its histories, for replay.test.ts:
//
//     npm run build && npx jest --testMatch '**/test/replay/record-*.ts' [-t 'the name of one']
//
// A recorded history stands for the workflows that run somewhere with the code of that day: it is never edited and never
// recorded again. Where today's code cannot replay one, that code would break them; it is the code that has to be changed
// (`patched`). A new way through the workflow gets a recording of its own: add a test here and run it alone.

const system = useSystem();

afterEach(() => system().postgres.mend());

test('all delivered', async () => {
  const scene = createScene(system());
  for (const name of ['bookkeeping', 'loyalty', 'mailing']) await scene.subscribe(name);
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await write(scene, payNo);
});

test('retried', async () => {
  const scene = createScene(system());
  await scene.subscribe('unreliable', fails(2, serverError));
  await scene.subscribe('reliable');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await write(scene, payNo);
});

test('parked then retried', async () => {
  const scene = createScene(system());
  await scene.subscribe('refuses-once', fails(1, refusal));
  await scene.subscribe('accepts');
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'refuses-once');
  await scene.retry(payNo, 'refuses-once');
  await handle.result();
  await write(scene, payNo);
});

test('parked then skipped', async () => {
  const scene = createScene(system());
  await scene.subscribe('refuses', fails(9, refusal));
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'refuses');
  await scene.skip(payNo, 'refuses');
  await handle.result();
  await write(scene, payNo);
});

test('parked and still open', async () => {
  const scene = createScene(system());
  await scene.subscribe('still-refuses', fails(9, refusal));
  await scene.subscribe('accepted-long-ago');
  const { payNo } = await scene.pay();
  await isParked(scene, payNo, 'still-refuses');
  await write(scene, payNo);
});

test('gave up without a worker', async () => {
  const scene = createScene(system());
  await scene.register('never-there', { retry: { ...DEFAULT_RETRY, giveUpAfterSeconds: 1 } });
  const { payNo } = await scene.pay();
  await isParked(scene, payNo, 'never-there');
  await write(scene, payNo);
});

test('retried by hand between two attempts', async () => {
  const scene = createScene(system());
  await scene.subscribe('woken', fails(1, serverError), hourly);
  const { payNo, handle } = await scene.pay();
  await hasFailedOnce(scene, payNo);
  await scene.retry(payNo, 'woken');
  await handle.result();
  await write(scene, payNo);
});

test('skipped between two attempts', async () => {
  const scene = createScene(system());
  await scene.subscribe('given-up', fails(9, serverError), hourly);
  const { payNo, handle } = await scene.pay();
  await hasFailedOnce(scene, payNo);
  await scene.skip(payNo, 'given-up');
  await handle.result();
  await write(scene, payNo);
});

test('skipped during an attempt that succeeds', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('in-the-middle', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await scene.skip(payNo, 'in-the-middle');
  await eventually(async () => {
    const { events } = await handle.fetchHistory();
    expect(events?.some((event) => event.activityTaskCancelRequestedEventAttributes)).toBe(true);
  });
  open();
  await handle.result();
  await write(scene, payNo);
});

test('duplicate after close', async () => {
  const scene = createScene(system());
  await scene.subscribe('heard-it');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await scene.notify(payNo);
  await scene.handleOf(payNo).result();
  await write(scene, payNo);
});

test('no subscriber', async () => {
  const scene = createScene(system());
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await write(scene, payNo);
});

test('another fact while open', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('slow', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await system().notify(paidFact(payNo, { event: 'finished', notificationId: `n2-${payNo}` }));
  await eventually(async () => expect(await system().database.listFacts(payNo)).toHaveLength(2));
  open();
  await handle.result();
  await write(scene, payNo);
});

test('held', async () => {
  const scene = createScene(system());
  const { payNo } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 1 } });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  await write(scene, payNo);
});

test('unknown for too long then held then told', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-at-last');
  const payNo = newPayNo();
  await scene.notify(payNo);
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  await newPayment(system(), { orderType: scene.orderType }, payNo);
  await scene.notify(payNo);
  await scene.handleOf(payNo).result();
  await write(scene, payNo);
});

test('cancel request then retried', async () => {
  const scene = createScene(system());
  await scene.register('without-worker');
  await scene.subscribe('told-before');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'told-before')).toMatchObject({ status: 'delivered' }));
  await handle.cancel();
  await isParked(scene, payNo, 'without-worker');
  await scene.listen('without-worker');
  await scene.retry(payNo, 'without-worker');
  await handle.result();
  await write(scene, payNo);
});

test('Postgres away', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-late', () => system().postgres.cut());
  const { payNo } = await scene.newPayment();
  system().postgres.cut();
  await scene.notify(payNo);
  await hasFailedOnce(scene, payNo); // to record the payment
  system().postgres.mend();
  await eventually(() => expect(told).toHaveLength(1));
  await hasFailedOnce(scene, payNo); // to record the deliveries
  system().postgres.mend();
  await scene.handleOf(payNo).result();
  await write(scene, payNo);
});

test('recorded after a minute', async () => {
  const scene = createScene(system());
  await scene.register('no-worker-for-a-minute');
  await scene.subscribe('at-once');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'at-once' }]));
  await scene.listen('no-worker-for-a-minute');
  await handle.result();
  await write(scene, payNo);
});

test('continued from a long history', async () => {
  const scene = createScene(system());
  await scene.subscribe('parked-for-long', fails(2, refusal));
  await scene.subscribe('told-in-the-first-run');
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'parked-for-long');
  const { runId } = await handle.describe();
  await scene.lengthenHistory(payNo, 400);
  await scene.retry(payNo, 'parked-for-long');
  await eventually(async () => expect((await scene.handleOf(payNo).describe()).runId).not.toBe(runId));
  await scene.retry(payNo, 'parked-for-long');
  await scene.handleOf(payNo).result();
  await write(scene, payNo);
});
