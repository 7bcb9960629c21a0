import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { refundFact } from '../support/payments.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

const hourly = { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } };

const changed = (payNo: string, subscriber: string) =>
  system().client.workflow.getHandle(workflowIdOf(payNo)).signal('subscriberChanged', { subscriber });

const pause = (name: string) => system().database.setSubscriberStatus({ name, pausedBy: 'ann' });
const resume = (name: string) => system().database.setSubscriberStatus({ name, pausedBy: null });

/** How often Postgres was asked what is open: a marker each. */
async function timesAsked(payNo: string): Promise<number> {
  const { events } = await system().client.workflow.getHandle(workflowIdOf(payNo)).fetchHistory();
  return (events ?? []).filter(({ markerRecordedEventAttributes: marker }) => marker).length;
}

const isPaused = (scene: Scene, payNo: string, name: string) =>
  eventually(async () =>
    expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'parked', parkedReason: 'paused by ann' }),
  );

test('the results of a paused subscriber are parked, nobody else waits, and they are delivered when it goes on', async () => {
  const scene = createScene(system());
  const paused = await scene.subscribe('paused-before');
  const other = await scene.subscribe('not-paused');
  await pause('paused-before');
  const { payNo, handle } = await scene.pay();
  await isPaused(scene, payNo, 'paused-before');
  await eventually(async () => expect(await scene.delivery(payNo, 'not-paused')).toMatchObject({ status: 'delivered' }));
  expect([paused.length, other.length]).toEqual([0, 1]);
  await resume('paused-before');
  await changed(payNo, 'paused-before');
  expect(await handle.result()).toMatchObject({ delivered: ['not-paused: paid', 'paused-before: paid'] });
  expect(paused).toHaveLength(1);
});

test('a delivery that is being retried is parked when its subscriber is paused', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe(
    'paused-while-retrying',
    (_, attempt) => {
      if (attempt === 1) throw new Error('HTTP 503');
    },
    hourly,
  );
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await pause('paused-while-retrying');
  await changed(payNo, 'paused-while-retrying');
  await isPaused(scene, payNo, 'paused-while-retrying');
  await resume('paused-while-retrying');
  await changed(payNo, 'paused-while-retrying');
  expect(await handle.result()).toMatchObject({ delivered: ['paused-while-retrying: paid'] });
});

test('an attempt that runs while its subscriber is paused counts', async () => {
  const scene = createScene(system());
  const begun = createGate();
  const end = createGate();
  const attempts = await scene.subscribe('paused-during-an-attempt', async () => {
    begun.open();
    await end.opened;
  });
  const { payNo, handle } = await scene.pay();
  await begun.opened;
  await pause('paused-during-an-attempt');
  await changed(payNo, 'paused-during-an-attempt');
  await eventually(async () => expect(await timesAsked(payNo)).toBe(2));
  end.open();
  expect(await handle.result()).toMatchObject({ delivered: ['paused-during-an-attempt: paid'] });
  expect(attempts).toHaveLength(1);
});

test('an attempt that fails after its subscriber was paused and went on again is followed by another', async () => {
  const scene = createScene(system());
  const begun = createGate();
  const end = createGate();
  const name = 'paused-for-a-moment';
  const attempts = await scene.subscribe(name, async (_, attempt) => {
    if (attempt > 1) return;
    begun.open();
    await end.opened;
    throw new Error('HTTP 503');
  });
  const { payNo, handle } = await scene.pay();
  await begun.opened;
  await pause(name);
  await changed(payNo, name);
  await eventually(async () => expect(await timesAsked(payNo)).toBe(2));
  await resume(name);
  await changed(payNo, name);
  await eventually(async () => expect(await timesAsked(payNo)).toBe(3));
  end.open();
  expect(await handle.result()).toMatchObject({ delivered: [`${name}: paid`] });
  expect(attempts).toHaveLength(2);
});

test('what is left for a subscriber that was removed is skipped', async () => {
  const scene = createScene(system());
  await scene.register('removed-meanwhile');
  const { payNo, handle } = await scene.pay();
  await system().notify(refundFact(payNo, 3000));
  await eventually(async () => expect((await scene.status(payNo)).results).toHaveLength(2));
  await system().database.removeSubscriber('removed-meanwhile');
  await changed(payNo, 'removed-meanwhile');
  expect(await handle.result()).toMatchObject({ delivered: [], skipped: expect.arrayContaining(['removed-meanwhile: paid']) });
  expect(await scene.unsettled(payNo)).toEqual([]);
});

test('a refund waits behind the parked payment of a paused subscriber, and both are told in order when it goes on', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('paused-with-refund');
  await pause('paused-with-refund');
  const { payNo, handle } = await scene.pay();
  await isPaused(scene, payNo, 'paused-with-refund');
  await system().notify(refundFact(payNo, 3000));
  await eventually(async () => expect((await scene.status(payNo)).results).toHaveLength(2));
  await resume('paused-with-refund');
  await changed(payNo, 'paused-with-refund');
  await handle.result();
  expect(told.map(({ result }) => result)).toEqual(['paid', 'partially_refunded']);
});

test('a policy that is changed reaches a delivery that is in its retries', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe(
    'impatient',
    (_, attempt) => {
      if (attempt === 1) throw new Error('HTTP 503');
    },
    hourly,
  );
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  const before = await system().database.findSubscriber('impatient');
  if (!before) throw new Error('it is registered');
  await system().database.updateSubscriber({ ...before, retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05 } });
  await changed(payNo, 'impatient');
  expect(await handle.result()).toMatchObject({ delivered: ['impatient: paid'] });
});

test('a task queue that is changed is where an open delivery goes on', async () => {
  const scene = createScene(system());
  await scene.register('on-a-wrong-queue', { taskQueue: 'nobody-polls-this' });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities).toHaveLength(1));
  const told = await scene.listen('the-right-queue');
  const before = await system().database.findSubscriber('on-a-wrong-queue');
  if (!before) throw new Error('it is registered');
  await system().database.updateSubscriber({ ...before, taskQueue: 'the-right-queue' });
  await changed(payNo, 'on-a-wrong-queue');
  expect(await handle.result()).toMatchObject({ delivered: ['on-a-wrong-queue: paid'] });
  expect(told).toHaveLength(1);
});

test('a change that says nothing new disturbs nothing', async () => {
  const scene = createScene(system());
  const begun = createGate();
  const end = createGate();
  const attempts = await scene.subscribe('undisturbed', async () => {
    begun.open();
    await end.opened;
  });
  const { payNo, handle } = await scene.pay();
  await begun.opened;
  await changed(payNo, 'undisturbed');
  await changed(payNo, 'nobody-of-that-name');
  await eventually(async () => expect(await timesAsked(payNo)).toBeGreaterThanOrEqual(2));
  end.open();
  await handle.result();
  expect(attempts).toHaveLength(1);
  const { events } = await handle.fetchHistory();
  expect(events?.some((event) => event.activityTaskCancelRequestedEventAttributes)).toBe(false);
});

test('a person may have a delivery of a paused subscriber made all the same', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('paused-but-retried');
  await pause('paused-but-retried');
  const { payNo, handle } = await scene.pay();
  await isPaused(scene, payNo, 'paused-but-retried');
  await scene.retry(payNo, 'paused-but-retried');
  await handle.result();
  expect(told).toHaveLength(1);
});
