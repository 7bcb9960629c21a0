import { activityInfo } from '@temporalio/activity';
import type { temporal } from '@temporalio/proto';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

afterEach(async () => {
  system().postgres.mend();
  await system().replacePaymentsWorker();
});

type Events = temporal.api.history.v1.IHistoryEvent[];

const scheduled = (events: Events, activity: string) =>
  events.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity).length;

/** Local activities leave a marker when they are done, also when they failed. */
const triedLocally = (events: Events): number =>
  events.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity').length;

const eventsOf = async (scene: Scene, payNo: string): Promise<Events> =>
  (await scene.handleOf(payNo).fetchHistory()).events ?? [];

/** A payment whose order is there before Postgres goes away. */
async function payWithoutPostgres(scene: Scene) {
  const { payNo } = await scene.newPayment();
  system().postgres.cut();
  await scene.notify(payNo);
  return payNo;
}

test('a payment that comes while Postgres is away waits in Temporal, says so, and is told when Postgres is back', async () => {
  const { activities } = system();
  const wasLocal: boolean[] = [];
  await system().replacePaymentsWorker({
    recordPayment(input) {
      wasLocal.push(activityInfo().isLocal);
      return activities.recordPayment(input);
    },
  });
  const scene = createScene(system());
  const told = await scene.subscribe('told-after-the-outage');
  const payNo = await payWithoutPostgres(scene);
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'processing', results: [] }));
  const pending = await eventually(async () => {
    const { raw, typedSearchAttributes } = await scene.handleOf(payNo).describe();
    const [activity] = raw.pendingActivities ?? [];
    expect(activity).toMatchObject({ activityType: { name: 'recordPayment' } });
    expect(activity?.lastFailure).toBeTruthy();
    expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toContainEqual([
      'PaymentState',
      'processing',
    ]);
    return activity;
  });
  expect(pending?.lastFailure?.message).toMatch(/^Postgres does not answer/);
  expect(told).toEqual([]);

  system().postgres.mend();
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: ['told-after-the-outage: paid'] });
  expect(told).toHaveLength(1);
  expect(scheduled(await eventsOf(scene, payNo), 'recordPayment')).toBe(1);
  expect(wasLocal.indexOf(false)).toBe(1); // one local try, then regular ones
  expect(wasLocal.lastIndexOf(true)).toBe(0);
});

test('while Postgres is there, recording a payment takes no activity of the history', async () => {
  const scene = createScene(system());
  await scene.subscribe('without-trouble');
  // A local try that a busy machine does not end within two seconds goes on as an activity: then another payment shows it.
  await eventually(async () => {
    const { payNo, handle } = await scene.pay();
    await handle.result();
    const events = await eventsOf(scene, payNo);
    expect(scheduled(events, 'recordPayment') + scheduled(events, 'recordDeliveries')).toBe(0);
    expect(triedLocally(events)).toBe(2);
  });
});

test('a Postgres that takes connections and never answers is one that is away', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-after-the-silence');
  const { payNo } = await scene.newPayment();
  system().postgres.silence();
  await scene.notify(payNo);
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'processing', results: [] }));
  system().postgres.mend();
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: ['told-after-the-silence: paid'] });
  expect(told).toHaveLength(1);
});

test('what was told while Postgres is away is recorded when it is back, and told once', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const told = await scene.subscribe('told-in-the-outage', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(told).toHaveLength(1));
  system().postgres.cut();
  open();
  await eventually(async () => {
    expect(await scene.delivery(payNo, 'told-in-the-outage')).toMatchObject({ status: 'delivered' });
    expect(scheduled(await eventsOf(scene, payNo), 'recordDeliveries')).toBe(1);
  });
  system().postgres.mend();
  expect(await handle.result()).toMatchObject({ delivered: ['told-in-the-outage: paid'] });
  expect(told).toHaveLength(1);
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'told-in-the-outage', status: 'delivered' }]);
});

test('an outage of Postgres keeps no delivery that is recorded already from being told', async () => {
  const scene = createScene(system());
  await scene.register('told-all-the-same');
  const { payNo } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'told-all-the-same')).toMatchObject({ status: 'pending' }));
  system().postgres.cut();
  const told = await scene.listen('told-all-the-same');
  await eventually(() => expect(told).toHaveLength(1));
});

test('50 payments that come while Postgres is away are all told when it is back', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-fifty-times');
  const payNos: string[] = [];
  while (payNos.length < 50) payNos.push((await scene.newPayment()).payNo);
  system().postgres.cut();
  await Promise.all(payNos.map((payNo) => scene.notify(payNo)));
  await eventually(async () => {
    const states = await Promise.all(payNos.map(async (payNo) => (await scene.status(payNo)).state));
    expect(states).toEqual(payNos.map(() => 'processing'));
  });
  system().postgres.mend();
  await Promise.all(payNos.map((payNo) => scene.handleOf(payNo).result()));
  expect(told.map(({ payNo }) => payNo).sort()).toEqual([...payNos].sort());
});
