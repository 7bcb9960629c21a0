import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { createAnnounced } from '../support/announced.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { useSystem } from '../support/system.ts';

// The test server suggests a new history after 400 events (test/support/global-setup.ts).
const system = useSystem();
let scene: ReturnType<typeof createAnnounced>;
beforeAll(() => {
  scene = createAnnounced(system());
});
afterEach(async () => {
  for (const { name } of await system().database.listSubscribers()) await system().database.removeSubscriber(name);
});

const hourly = { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } };
const failsFirst = (_: unknown, attempt: number) => {
  if (attempt === 1) throw new Error('HTTP 503');
};
const PAUSED = { status: 'parked', parkedReason: 'paused by ann' };

async function change(name: string, changes: object): Promise<void> {
  const before = await system().database.findSubscriber(name);
  if (!before) throw new Error('it is registered');
  await system().database.updateSubscriber({ ...before, ...changes });
}

test('the events of a paused subscriber of operators are parked, nobody else waits, and they are told when it goes on', async () => {
  await scene.register('paused-pager');
  await scene.register('other-pager');
  const told = await scene.listen('paused-pager');
  const other = await scene.listen('other-pager');
  await scene.setPaused('paused-pager', 'ann');
  const { eventId, handle } = await scene.announce();
  await scene.becomes(eventId, 'paused-pager', PAUSED);
  await scene.becomes(eventId, 'other-pager', { status: 'delivered' });
  expect([told.length, other.length]).toEqual([0, 1]);
  await scene.setPaused('paused-pager', null);
  await scene.changed(eventId, 'paused-pager');
  await handle.result();
  expect(told).toMatchObject([{ eventId, idempotencyKey: `event/${eventId}/paused-pager` }]);
  expect(other).toHaveLength(1);
});

test('who is parked, and who still waits for an event, is in Temporal’s lists', async () => {
  await scene.register('refusing-pager');
  await scene.register('told-pager');
  await scene.listen('refusing-pager', () => Promise.reject(new PermanentError('the battery is low')));
  await scene.listen('told-pager');
  const { eventId, handle } = await scene.announce();
  await eventually(async () => {
    const { memo, typedSearchAttributes } = await handle.describe();
    const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    expect(attributes).toMatchObject({
      ParkedSubscribers: ['refusing-pager'],
      ParkedReasons: ['refusing-pager:PermanentError'],
    });
    expect(memo).toEqual({ waiting: ['refusing-pager'] });
  });
  await eventually(async () =>
    expect(await system().notifications.events.listOpen({ subscriber: 'refusing-pager', limit: 10, pageToken: null })).toEqual({
      eventIds: [eventId],
      pageToken: null,
    }),
  );
  await eventually(async () => expect(await system().notifications.events.listWaiting('told-pager')).not.toContain(eventId));
});

test('an event that is being retried is parked when its subscriber is paused', async () => {
  await scene.register('paused-while-retrying', hourly);
  const attempts = await scene.listen('paused-while-retrying', failsFirst);
  const { eventId, handle } = await scene.announce();
  await eventually(() => expect(attempts).toHaveLength(1));
  await scene.setPaused('paused-while-retrying', 'ann');
  await scene.changed(eventId, 'paused-while-retrying');
  await scene.becomes(eventId, 'paused-while-retrying', PAUSED);
  await scene.setPaused('paused-while-retrying', null);
  await scene.changed(eventId, 'paused-while-retrying');
  await handle.result();
  expect(attempts).toHaveLength(2);
});

test('a policy or a task queue that is changed reaches an event that is open', async () => {
  await scene.register('impatient', hourly);
  await scene.register('on-a-wrong-queue', { taskQueue: 'nobody-polls-this' });
  const attempts = await scene.listen('impatient', failsFirst);
  const { eventId, handle } = await scene.announce();
  await eventually(() => expect(attempts).toHaveLength(1));
  await change('impatient', { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05 } });
  await scene.changed(eventId, 'impatient');
  await scene.becomes(eventId, 'impatient', { status: 'delivered' });
  const told = await scene.listen('the-right-queue');
  await change('on-a-wrong-queue', { taskQueue: 'the-right-queue' });
  await scene.changed(eventId, 'on-a-wrong-queue');
  await handle.result();
  expect([attempts.length, told.length]).toEqual([2, 1]);
});

test('an event for a subscriber that was removed is given up, parked or not, and its process ends', async () => {
  await scene.register('removed-while-waiting');
  await scene.register('removed-while-parked');
  await scene.setPaused('removed-while-parked', 'ann');
  const { eventId, handle } = await scene.announce();
  await scene.becomes(eventId, 'removed-while-parked', PAUSED);
  for (const name of ['removed-while-waiting', 'removed-while-parked']) {
    await system().database.removeSubscriber(name);
    await scene.changed(eventId, name);
  }
  await handle.result();
});

test('an order for what was parked before a time leaves alone what parked later', async () => {
  let isBack = false;
  await scene.register('gone-for-lunch');
  const attempts = await scene.listen('gone-for-lunch', () => {
    if (!isBack) throw new PermanentError('at lunch');
  });
  const early = await scene.announce();
  await scene.becomes(early.eventId, 'gone-for-lunch', { status: 'parked' });
  const only = { until: new Date().toISOString() };
  const late = await scene.announce();
  await scene.becomes(late.eventId, 'gone-for-lunch', { status: 'parked' });
  isBack = true;
  const order = { subscriber: 'gone-for-lunch', by: 'ann', reason: 'back', only };
  for (const { handle } of [late, early]) await handle.signal('retryDelivery', order);
  await early.handle.result();
  await scene.becomes(late.eventId, 'gone-for-lunch', { status: 'parked' });
  expect(attempts).toHaveLength(3);
});

test('a cancel request parks an event that is being told, and does not end it', async () => {
  await scene.register('without-worker');
  const { eventId, handle } = await scene.announce();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities).toHaveLength(1));
  await system().client.workflowService.requestCancelWorkflowExecution({
    namespace: system().namespace,
    workflowExecution: { workflowId: handle.workflowId },
    identity: 'bob@example.org',
    reason: 'it looked stuck',
  });
  await scene.becomes(eventId, 'without-worker', {
    ...{ status: 'parked', parkedReason: 'cancelled by bob@example.org: it looked stuck' },
  });
  const told = await scene.listen('without-worker');
  await handle.signal('retryDelivery', { subscriber: 'without-worker', by: 'ann', reason: 'it is not' });
  await handle.result();
  expect(told).toHaveLength(1);
});

test('an event with a long history goes on in a new one, with what is parked and what is told', async () => {
  await scene.register('parked-for-long');
  await scene.register('told-before');
  const parked = await scene.listen('parked-for-long', (_, attempt) => {
    if (attempt === 1) throw new PermanentError('the battery is low');
  });
  const told = await scene.listen('told-before');
  const { eventId, handle } = await scene.announce();
  await scene.becomes(eventId, 'parked-for-long', { status: 'parked' });
  await scene.becomes(eventId, 'told-before', { status: 'delivered' });
  const { runId, historyLength } = await handle.describe();
  for (let length = historyLength; length < 400; length++) await scene.changed(eventId, 'nobody-of-that-name');
  await eventually(async () => expect((await handle.describe()).runId).not.toBe(runId));
  await scene.becomes(eventId, 'parked-for-long', { status: 'parked', parkedReason: 'the battery is low' });
  await scene.becomes(eventId, 'told-before', { status: 'delivered' });
  await handle.signal('retryDelivery', { subscriber: 'parked-for-long', by: 'ann', reason: 'charged' });
  await handle.result();
  expect([parked.length, told.length]).toEqual([2, 1]);
});

test('an attempt that runs while its subscriber of operators is paused counts', async () => {
  const begun = createGate();
  const end = createGate();
  await scene.register('in-the-middle');
  const attempts = await scene.listen('in-the-middle', async () => {
    begun.open();
    await end.opened;
  });
  const { eventId, handle } = await scene.announce();
  await begun.opened;
  await scene.setPaused('in-the-middle', 'ann');
  await scene.changed(eventId, 'in-the-middle');
  end.open();
  await handle.result();
  expect(attempts).toHaveLength(1);
});
