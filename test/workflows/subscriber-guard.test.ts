import { createWatchFailures } from '../../src/activities/watch-failures.ts';
import type { OperatorEventMessage } from '../../src/domain/operator-event.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { subscriberGuardIdOf } from '../../src/domain/temporal-names.ts';
import type { DeliverWorkers } from '../../src/temporal/deliver-workers.ts';
import { createSubscriberGuards } from '../../src/temporal/subscriber-guards.ts';
import type { subscriberGuard } from '../../src/workflows/subscriber-guard.ts';
import { SECRET } from '../support/calls.ts';
import { registerHttp, startDelivering } from '../support/deliver.ts';
import { dyingOnce } from '../support/dying-once.ts';
import { eventually } from '../support/eventually.ts';
import { subscriber } from '../support/payments.ts';
import { useReceiver } from '../support/receiver.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const GAP_MS = 1_000;
let delivering: DeliverWorkers;
// Before the system whose connection it uses.
afterAll(async () => {
  delivering?.stop();
  await delivering?.ended;
});
const system = useSystem();
const receiver = useReceiver();
const heard: OperatorEventMessage[] = [];

beforeAll(async () => {
  const { database, client } = system();
  const guards = createSubscriberGuards(client, GAP_MS);
  delivering = await startDelivering(system(), {
    watchFailures: createWatchFailures({ database, guards, lookIntervalMs: 0 }),
  });
  await database.insertSubscriber(subscriber('on-call', { events: 'operator' }));
  await system().startSubscriberWorker('on-call', {
    onPaymentResult: async (message: OperatorEventMessage) => void heard.push(message),
  });
});

const hourly = { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } };

/** So many payments, told to this subscriber over HTTP, which answers 503 until it is back. */
async function failing(name: string, count: number, changes = {}) {
  const scene = createScene(system());
  const path = `/${name}`;
  const down = new Set([path]);
  const taken: string[] = [];
  receiver().answer((response, request) => {
    const isDown = down.has(request.path);
    if (!isDown && request.path === path) taken.push(JSON.parse(request.body).data.resultId);
    response.writeHead(isDown ? 503 : 204).end();
  });
  const register = (other: string, settings = {}) =>
    registerHttp({ database: system().database, scene }, other, {
      url: receiver().url.replace('/hook', `/${other}`),
      secret: SECRET,
      ...settings,
    });
  await register(name, changes);
  const pay = (payments: number) => Promise.all(Array.from({ length: payments }, () => scene.pay()));
  const payments = await pay(count);
  const guard = system().client.workflow.getHandle<typeof subscriberGuard>(subscriberGuardIdOf(name));
  return {
    ...{ name, scene, payments, register, pay, guard, taken },
    back: () => down.delete(path),
    received: () => receiver().received.filter((request) => request.path === path),
    registered: () => system().database.findSubscriber(name),
    events: () =>
      heard.flatMap(({ subscriber: about, event }) => (about === name && event.startsWith('subscriber.') ? event : [])),
    isPaused: () =>
      eventually(async () => expect(await system().database.findSubscriber(name)).toMatchObject({ pausedBy: 'subscriberGuard' })),
    deliveries: () => Promise.all(payments.map(({ payNo }) => scene.delivery(payNo, name))),
  };
}

type Failing = Awaited<ReturnType<typeof failing>>;

/**
 * One whose twenty deliveries have failed once each, for which it was paused. Where a busy machine spread them over more than the minute
 * in which they are counted, or did not come to count, nothing would be counted again for an hour: then it is the turn of another.
 */
async function pausedAfterOneAttemptEach(name: string): Promise<Failing> {
  for (let turn = 1; ; turn++) {
    const one = await failing(turn === 1 ? name : `${name}-${turn}`, 20, hourly);
    await eventually(() => expect(one.received().length).toBeGreaterThanOrEqual(20)); // a probe may have come by now
    if (await comesTrue(async () => (await one.registered())?.pausedBy === 'subscriberGuard')) return one;
  }
}

async function comesTrue(look: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 60_000;
  return eventually(async () => {
    const isTrue = await look();
    if (!isTrue && Date.now() < deadline) throw new Error('not yet');
    return isTrue;
  });
}

const isParked = { status: 'parked', parkedReason: 'paused by subscriberGuard' };
const allParked = ({ deliveries, payments }: Failing) =>
  eventually(async () => expect(await deliveries()).toEqual(payments.map(() => expect.objectContaining(isParked))));

test('a subscriber that fails densely is paused, probed, and told everything once when it is back; nobody else waits', async () => {
  const away = await failing('away', 0);
  await away.register('healthy');
  const payments = await away.pay(20);
  await away.isPaused();
  const late = await away.pay(1);
  await eventually(async () => {
    for (const { payNo } of [...payments, ...late])
      expect(await away.scene.delivery(payNo, 'healthy')).toMatchObject({ status: 'delivered' });
  });
  await eventually(async () => expect(await away.scene.delivery(late[0]?.payNo ?? '', 'away')).toMatchObject(isParked));
  await eventually(() => expect(away.events()).toEqual(['subscriber.paused']));
  away.back();
  expect(await away.guard.result()).toMatchObject({ outcome: 'recovered' });
  expect(await away.registered()).toMatchObject({ status: 'active', pausedBy: null });
  await Promise.all([...payments, ...late].map(({ handle }) => handle.result()));
  await eventually(() => expect(away.events()).toEqual(['subscriber.paused', 'subscriber.recovered']));
  for (const { payNo } of [...payments, ...late])
    expect(await away.scene.settled(payNo)).toMatchObject([{ subscriber: 'away' }, { subscriber: 'healthy' }]);
  expect(await system().database.findSubscriber('healthy')).toMatchObject({ status: 'active' });
});

test('a subscriber with a few failures is not paused', async () => {
  const { payments, guard, back, registered } = await failing('stumbling', 19, hourly);
  await eventually(async () =>
    expect(await system().database.countRecentAttempts('stumbling')).toEqual({ failed: 19, delivered: 0 }),
  );
  back();
  await Promise.all(payments.map(({ payNo }) => system().notifications.retryDelivery(payNo, byAnn('stumbling'))));
  await Promise.all(payments.map(({ handle }) => handle.result()));
  expect(await registered()).toMatchObject({ status: 'active' });
  await expect(guard.describe()).rejects.toThrow('not found');
});

const byAnn = (name: string) => ({ subscriber: name, by: 'ann', reason: 'it is back' });

test('a probe is one attempt at one delivery, which is parked again when it fails; the next is at another', async () => {
  const probed = await pausedAfterOneAttemptEach('probed');
  await allParked(probed);
  await anotherProbe(probed.name);
  await anotherProbe(probed.name);
  // One attempt each at first, and then one a probe.
  await eventually(async () => expect(probed.received()).toHaveLength(20 + (await probesOf(probed.name))));
  const [last, before] = probed.received().reverse();
  expect(last?.headers['webhook-id']).not.toBe(before?.headers['webhook-id']);
  await allParked(probed);
  probed.back();
  await probed.guard.result();
  await Promise.all(probed.payments.map(({ handle }) => handle.result()));
});

/** Resolves once a probe more has failed than at this moment, as a person reads it. */
async function anotherProbe(name: string): Promise<void> {
  const before = await probesOf(name);
  await eventually(async () => expect(await probesOf(name)).toBeGreaterThan(before));
}

const probesOf = async (name: string): Promise<number> =>
  Number(/Probed (\d+) times, and the last failed: 503 /.exec(await detailsOf(name))?.[1] ?? 0);

const detailsOf = async (name: string): Promise<string> =>
  system()
    .client.workflow.getHandle(subscriberGuardIdOf(name))
    .query<{ currentDetails: string }>('__temporal_workflow_metadata')
    .then(({ currentDetails }) => currentDetails);

test('where nothing is parked it is probed by a test message', async () => {
  const { name, payments, back, guard, received } = await pausedAfterOneAttemptEach('empty-handed');
  await Promise.all(
    payments.map(({ payNo }) => system().notifications.skipDelivery(payNo, { ...byAnn(name), reason: 'told by hand' })),
  );
  await Promise.all(payments.map(({ handle }) => handle.result()));
  back();
  expect(await guard.result()).toMatchObject({ outcome: 'recovered' });
  expect(JSON.parse(received().at(-1)?.body ?? '{}')).toMatchObject({ data: { resultId: 'test' } });
});

describe("a person's word counts, and the guard ends without another", () => {
  const changed = (name: string) =>
    system().notifications.batches.signalAll({
      query: "WorkflowType = 'paymentNotification' AND ExecutionStatus = 'Running'",
      signal: { name: 'subscriberChanged', input: { subscriber: name } },
      by: 'ann',
      reason: 'as the API does',
    });

  test('resumed by a person', async () => {
    const resumed = await failing('resumed', 20);
    await resumed.isPaused();
    await system().database.setSubscriberStatus({ name: 'resumed', pausedBy: null });
    resumed.back();
    await changed('resumed');
    expect(await resumed.guard.result()).toMatchObject({ outcome: 'overruled' });
    await Promise.all(resumed.payments.map(({ handle }) => handle.result()));
    await eventually(() => expect(resumed.events()).toEqual(['subscriber.paused']));
  });

  test('paused by a person', async () => {
    const paused = await failing('paused', 20);
    await paused.isPaused();
    await system().database.setSubscriberStatus({ name: 'paused', pausedBy: 'ann' });
    paused.back();
    expect(await paused.guard.result()).toMatchObject({ outcome: 'overruled' });
    expect(await paused.registered()).toMatchObject({ status: 'paused', pausedBy: 'ann' });
    await eventually(() => expect(paused.events()).toEqual(['subscriber.paused']));
  });

  test('removed', async () => {
    const removed = await failing('removed', 20);
    await removed.isPaused();
    await system().database.removeSubscriber('removed');
    expect(await removed.guard.result()).toMatchObject({ outcome: 'overruled' });
    await eventually(() => expect(removed.events()).toEqual(['subscriber.paused']));
  });
});

// The test server suggests a new history after 400 events (test/support/global-setup.ts).
test('a guard with a long history goes on in a new one, which does not pause anew and probes on', async () => {
  const awayForDays = await pausedAfterOneAttemptEach('away-for-days');
  const { back, guard, payments } = awayForDays;
  await allParked(awayForDays);
  const { runId } = await guard.describe();
  for (let signals = 0; signals < 400; signals += 100)
    await Promise.all(Array.from({ length: 100 }, () => guard.signal('nothing that it knows')));
  await eventually(async () => expect((await guard.describe()).runId).not.toBe(runId));
  await eventually(async () => expect(await detailsOf(awayForDays.name)).toMatch(/Probed \d+ times/));
  back();
  const { outcome, probes } = await guard.result();
  expect(outcome).toBe('recovered');
  expect(probes).toBeGreaterThan(1);
  await Promise.all(payments.map(({ handle }) => handle.result()));
});

test('a worker that dies after each of its steps pauses, probes, resumes and tells once all the same', async () => {
  const { pauseGuarded, probe, resumeGuarded, announce } = system().activities;
  await system().replacePaymentsWorker({
    pauseGuarded: dyingOnce(pauseGuarded),
    probe: dyingOnce(probe),
    resumeGuarded: dyingOnce(resumeGuarded),
    announce: dyingOnce(announce),
  });
  const outliving = await pausedAfterOneAttemptEach('outliving');
  const { payments, back, guard, events, taken } = outliving;
  await allParked(outliving);
  back();
  expect(await guard.result()).toMatchObject({ outcome: 'recovered' });
  await Promise.all(payments.map(({ handle }) => handle.result()));
  await eventually(() => expect(events()).toEqual(['subscriber.paused', 'subscriber.recovered']));
  expect(taken.filter((resultId) => resultId === 'paid')).toHaveLength(20); // once each
});
