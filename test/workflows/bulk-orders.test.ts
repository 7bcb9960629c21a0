import { randomUUID } from 'node:crypto';
import type { OrderLimits } from '../../src/domain/delivery.ts';
import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { eventually } from '../support/eventually.ts';
import { refundFact } from '../support/payments.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

const isParked = (scene: Scene, payNo: string, name: string) =>
  eventually(async () => expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'parked' }));

/** A payment that one subscriber refused once, parked. */
async function parkedPayment() {
  const scene = createScene(system());
  const name = `refuses-${randomUUID().slice(0, 8)}`;
  const attempts = await scene.subscribe(name, (_, attempt) => {
    if (attempt === 1) throw new PermanentError('no');
  });
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, name);
  const order = (only: OrderLimits, subscriber = name) =>
    system().notifications.retryDelivery(payNo, { subscriber, by: 'ann', reason: 'repaired', only });
  return { scene, name, payNo, handle, attempts, order };
}

test.each<[string, OrderLimits]>([
  ['other failures', { failureType: 'Http503' }],
  ['what parked until a minute ago', { until: new Date(Date.now() - 60_000).toISOString() }],
  ['what parks in an hour or later', { from: new Date(Date.now() + 3_600_000).toISOString() }],
  ['what is being tried', { pending: true }],
])('an order that is meant for %s leaves a delivery as it is, and one without limits does not', async (_, only) => {
  const { scene, name, payNo, handle, attempts, order } = await parkedPayment();
  await order(only);
  expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'parked' });
  expect(attempts).toHaveLength(1);
  await order({});
  expect(await handle.result()).toMatchObject({ delivered: [`${name}: paid`] });
});

test('an order for parked deliveries leaves one alone that is being tried', async () => {
  const scene = createScene(system());
  await scene.register('nobody-polls-it');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities).toHaveLength(1));
  const order = { subscriber: 'nobody-polls-it', by: 'ann', reason: 'not needed' };
  await system().notifications.skipDelivery(payNo, { ...order, only: { parked: true } });
  expect(await scene.delivery(payNo, 'nobody-polls-it')).toMatchObject({ status: 'pending' });
  await system().notifications.skipDelivery(payNo, order);
  expect(await handle.result()).toMatchObject({ skipped: ['nobody-polls-it: paid'] });
});

test('an order for what began to be tried since a time reaches a refund that waited behind its parked payment until then', async () => {
  const scene = createScene(system());
  const name = 'refuses-twice';
  const failures = new Map([
    [1, new PermanentError('no')],
    [3, new Error('not now')], // the refund's first attempt; the next is due in an hour
  ]);
  const refuse = (_: unknown, attempt: number) => {
    const failure = failures.get(attempt);
    if (failure) throw failure;
  };
  const hourly = { ...DEFAULT_RETRY, initialIntervalSeconds: 3_600 };
  const attempts = await scene.subscribe(name, refuse, { retry: hourly });
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, name);
  await system().notify(refundFact(payNo, 8_000));
  await eventually(async () => expect((await scene.status(payNo)).results).toHaveLength(2));
  const from = new Date().toISOString();
  await scene.retry(payNo, name);
  await eventually(() => expect(attempts).toHaveLength(3));
  await system().notifications.retryDelivery(payNo, { subscriber: name, by: 'ann', reason: 'repaired', only: { from } });
  expect(await handle.result()).toMatchObject({ delivered: [`${name}: paid`, `${name}: partially_refunded`] });
});

test('an order for everybody reaches each lane that it is meant for', async () => {
  const { name, handle, order } = await parkedPayment();
  await order({ parked: true, failureType: 'PermanentError', until: new Date(Date.now() + 60_000).toISOString() }, '*');
  expect(await handle.result()).toMatchObject({ delivered: [`${name}: paid`] });
});
