import { createDeliveryActs } from '../../src/api/acts/deliveries.ts';
import { PermanentError } from '../../src/domain/errors.ts';
import { eventually } from '../support/eventually.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

test('a delivered result is delivered once more, with the same idempotency key, after its payment has ended', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('forgetful');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  const before = await scene.settled(payNo);
  await scene.redeliver(payNo, 'forgetful');
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: ['forgetful: paid'] });
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(told[0]);
  expect(await scene.settled(payNo)).toEqual(before);
});

test('a redelivery that its subscriber refuses is parked, and shown with who asked for it', async () => {
  const scene = createScene(system());
  await scene.subscribe('refuses-the-second', (_, attempt) => {
    if (attempt === 2) throw new PermanentError('not again');
  });
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await scene.redeliver(payNo, 'refuses-the-second');
  const open = { resultId: 'paid', subscriber: 'refuses-the-second', by: 'ann', reason: 'their backup lost it' };
  await eventually(async () =>
    expect((await scene.status(payNo)).redeliveries).toEqual([
      { ...open, status: 'parked', parkedReason: 'not again', failureType: 'PermanentError' },
    ]),
  );
  await scene.skip(payNo, 'refuses-the-second');
  await scene.handleOf(payNo).result();
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'refuses-the-second', status: 'delivered' }]);
});

test('a redelivery can be retried and skipped over its own subscriber, and waits while that is paused', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-then-away', (_, attempt) => {
    if (attempt > 1) throw new Error('connect ECONNREFUSED');
  });
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await scene.redeliver(payNo, 'told-then-away');
  await eventually(async () =>
    expect(await scene.status(payNo)).toMatchObject({ state: 'processing', redeliveries: [{ status: 'pending' }] }),
  );
  await system().database.setSubscriberStatus({ name: 'told-then-away', pausedBy: 'ann' });
  await scene.handleOf(payNo).signal('subscriberChanged', { subscriber: 'told-then-away' });
  await eventually(async () =>
    expect((await scene.status(payNo)).redeliveries).toMatchObject([{ status: 'parked', parkedReason: 'paused by ann' }]),
  );
  const act = createDeliveryActs(system());
  await eventually(() => act('skip', payNo, { subscriber: 'told-then-away', by: 'ann', reason: 'they have it' }));
  await scene.handleOf(payNo).result();
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'told-then-away', status: 'delivered' }]);
});

test('a redelivery to a subscriber that is paused waits until it is resumed', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('paused-before');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await system().database.setSubscriberStatus({ name: 'paused-before', pausedBy: 'ann' });
  await scene.redeliver(payNo, 'paused-before');
  await eventually(async () =>
    expect((await scene.status(payNo)).redeliveries).toMatchObject([{ status: 'parked', parkedReason: 'paused by ann' }]),
  );
  expect(told).toHaveLength(1);
  await system().database.setSubscriberStatus({ name: 'paused-before', pausedBy: null });
  await scene.handleOf(payNo).signal('subscriberChanged', { subscriber: 'paused-before' });
  await scene.handleOf(payNo).result();
  expect(told).toHaveLength(2);
});

test.each([
  ['a result that there is not', 'told-of-paid', 'refunded'],
  ['a subscriber that was not told', 'nobody-of-that-name', 'paid'],
])('nothing is delivered again of %s', async (_, subscriber, resultId) => {
  const scene = createScene(system());
  const name = subscriber === 'told-of-paid' ? 'told-of-paid' : 'told-besides';
  const told = await scene.subscribe(name);
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await scene.redeliver(payNo, subscriber, resultId);
  expect(await scene.handleOf(payNo).result()).toEqual({ outcome: 'nothing to tell', delivered: [], skipped: [] });
  expect(told).toHaveLength(1);
});
