import { PermanentError } from '../../../src/domain/errors.ts';
import { eventually } from '../../support/eventually.ts';
import { parksAtOnce, subscribeLocked } from '../../support/locked.ts';
import { createScene, type Scene } from '../../support/scene.ts';
import { useSystem } from '../../support/system.ts';
import { useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);
const bulk = (given: object) => api().call('POST /bulk', { reason: 'the ledger is open', ...given });
const counted = async (given: object): Promise<number> => (await bulk({ action: 'retry', dryRun: true, ...given })).body.count;

/** So many payments, parked for a subscriber; ready when the lists have them. */
async function parked(name: string, count = 1) {
  const scene = createScene(system());
  const { attempts, open } = await subscribeLocked(scene, name);
  const payments = await pay(scene, count);
  await eventually(async () => expect(await counted({ orderType: scene.orderType })).toBe(count));
  return { scene, payments, attempts, open };
}

const pay = (scene: Scene, count: number) => Promise.all(Array.from({ length: count }, () => scene.pay()));

const delivery = async (scene: Scene, payNo: string | undefined, name: string) => scene.delivery(payNo ?? '', name);

/** Until a batch has come to its end; gives what is known of it then. */
const ended = (batchId: string) =>
  eventually(async () => {
    const { body } = await api().call(`GET /bulk/${batchId}`);
    expect(body.state).toMatch(/completed|failed|cancelled/);
    return body;
  });

test('what is parked for a subscriber is retried, all of it, in the name of who asked', async () => {
  const { payments, open } = await parked('mended', 3);
  open();
  const { status, body } = await bulk({ action: 'retry', subscriber: 'mended' });
  expect({ status, body }).toEqual({ status: 202, body: { batchId: expect.any(String), count: 3, estimatedSeconds: 1 } });
  for (const { handle } of payments) expect(await handle.result()).toMatchObject({ delivered: ['mended: paid'] });
  expect(await ended(body.batchId)).toEqual({
    ...{ batchId: body.batchId, state: 'completed' },
    total: 3,
    completed: 3,
    failed: 0,
  });
  await eventually(async () => {
    const listed = (await api().call('GET /bulk')).body.find(({ batchId }: { batchId: string }) => batchId === body.batchId);
    expect(listed).toMatchObject({ by: 'anna', reason: 'the ledger is open', endedAt: expect.any(String) });
  });
});

test('a dry run counts, says the query, and tells nobody', async () => {
  const { scene, payments, attempts } = await parked('only-counted', 2);
  const { status, body } = await bulk({ action: 'skip', subscriber: 'only-counted', dryRun: true });
  expect({ status, body }).toEqual({ status: 200, body: { count: 2, query: expect.any(String) } }); // no batch
  expect(await system().client.workflow.count(body.query)).toMatchObject({ count: 2 });
  expect(await delivery(scene, payments[0]?.payNo, 'only-counted')).toMatchObject({ status: 'parked' });
  expect(attempts).toHaveLength(2);
});

test('skip settles what is parked, with the name and the reason, and leaves other subscribers alone', async () => {
  const { scene, payments } = await parked('given-up');
  await scene.register('goes-on');
  const [later] = await pay(scene, 1);
  await eventually(async () => expect(await counted({ orderType: scene.orderType })).toBe(2));
  const { body } = await bulk({ action: 'skip', orderType: scene.orderType });
  expect(await ended(body.batchId)).toMatchObject({ completed: 2 });
  expect(await payments[0]?.handle.result()).toMatchObject({ skipped: ['given-up: paid'] });
  await eventually(async () =>
    expect(await scene.settled(later?.payNo ?? '')).toMatchObject([
      { subscriber: 'given-up', status: 'skipped', settledBy: 'anna' },
    ]),
  );
  expect(await delivery(scene, later?.payNo, 'goes-on')).toMatchObject({ status: 'pending' });
});

test('a kind of failure chooses among what is parked', async () => {
  const scene = createScene(system());
  const { orderType } = scene;
  await scene.subscribe('refuses', () => Promise.reject(new PermanentError('no such account')));
  const { open } = await subscribeLocked(scene, 'locked');
  const [payment] = await pay(scene, 1);
  await eventually(async () => expect(await counted({ subscriber: 'refuses', failureType: 'PermanentError' })).toBe(1));
  await eventually(async () => expect(await counted({ subscriber: 'locked', orderType })).toBe(1));
  expect(await counted({ subscriber: 'locked', failureType: 'PermanentError' })).toBe(0);
  open();
  const { body } = await bulk({ action: 'skip', orderType, failureType: 'PermanentError' });
  await ended(body.batchId);
  await eventually(async () => expect(await delivery(scene, payment?.payNo, 'refuses')).toMatchObject({ status: 'skipped' }));
  expect(await delivery(scene, payment?.payNo, 'locked')).toMatchObject({ status: 'parked' });
});

test('deliveries that are still tried are retried at once where the state is processing', async () => {
  const scene = createScene(system());
  const hourly = { retry: { ...parksAtOnce.retry, maximumAttempts: null } };
  const { attempts, open } = await subscribeLocked(scene, 'in-an-hour', hourly);
  const [payment] = await pay(scene, 1);
  await eventually(() => expect(attempts).toHaveLength(1));
  open();
  await eventually(async () => expect(await counted({ orderType: scene.orderType, state: 'processing' })).toBe(1));
  expect(await counted({ orderType: scene.orderType })).toBe(0);
  await bulk({ action: 'retry', orderType: scene.orderType, state: 'processing' });
  expect(await payment?.handle.result()).toMatchObject({ delivered: ['in-an-hour: paid'] });
});

test('what begins after an order was given is left alone when the order comes', async () => {
  const { scene, payments, open } = await parked('cut-off');
  const until = new Date().toISOString();
  const [late] = await pay(scene, 1);
  await eventually(async () => expect(await counted({ orderType: scene.orderType })).toBe(2));
  open();
  const order = { subscriber: 'cut-off', by: 'ann', reason: 'any', only: { parked: true as const, until } };
  for (const one of [...payments, late]) await system().notifications.retryDelivery(one?.payNo ?? '', order);
  expect(await payments[0]?.handle.result()).toMatchObject({ delivered: ['cut-off: paid'] });
  expect(await delivery(scene, late?.payNo, 'cut-off')).toMatchObject({ status: 'parked' });
});

test('a subscriber that the list of parked ones has no room for is found all the same', async () => {
  const scene = createScene(system());
  const names = Array.from({ length: 45 }, (_, index) => `one-of-many-${index + 10}`);
  for (const name of names) await scene.register(name, { ...parksAtOnce, taskQueue: 'of-many' });
  await scene.listen('of-many', () => Promise.reject(new PermanentError('no such account')));
  await scene.pay();
  await eventually(async () => expect(await counted({ orderType: scene.orderType, subscriber: 'one-of-many-54' })).toBe(1));
});

test('what parked before a time is left alone, however old the payments are', async () => {
  const { scene, payments, attempts, open } = await parked('long-ago', 2);
  const [again, before] = payments;
  const since = new Date().toISOString();
  await scene.retry(again?.payNo ?? '', 'long-ago');
  await eventually(() => expect(attempts).toHaveLength(3));
  await eventually(async () => expect(await delivery(scene, again?.payNo, 'long-ago')).toMatchObject({ status: 'parked' }));
  const filter = { subscriber: 'long-ago', orderType: scene.orderType, since };
  await eventually(async () => expect(await counted(filter)).toBe(2)); // at most so many
  open();
  const { body } = await bulk({ action: 'retry', ...filter });
  expect(await ended(body.batchId)).toMatchObject({ completed: 2 });
  expect(await again?.handle.result()).toMatchObject({ delivered: ['long-ago: paid'] });
  expect(await delivery(scene, before?.payNo, 'long-ago')).toMatchObject({ status: 'parked' });
});

test('a batch that has ended cannot be cancelled, and one that is not there cannot be looked at', async () => {
  const { body } = await bulk({ action: 'retry', orderType: 'nothing-of-this-type' });
  await ended(body.batchId);
  expect((await api().call(`POST /bulk/${body.batchId}/cancel`)).status).toBe(409);
  expect((await api().call('POST /bulk/none/cancel')).status).toBe(404);
  expect((await api().call('GET /bulk/none')).status).toBe(404);
});

test('a batch can be cancelled', async () => {
  await system().stopPaymentsWorkers(); // so that it is not over before
  const { body } = await bulk({ action: 'retry', orderType: 'nothing-of-this-type' });
  expect(await api().call(`POST /bulk/${body.batchId}/cancel`)).toMatchObject({ status: 202, body: { accepted: 'cancel' } });
  await system().startPaymentsWorker();
  expect(await ended(body.batchId)).toMatchObject({ state: 'cancelled', completed: 0 });
});

test.each([
  ['no reason', { action: 'retry', reason: ' ' }],
  ['an unknown action', { action: 'delete' }],
  ['a quote in a subscriber', { action: 'retry', subscriber: "a' or 'a' = 'a" }],
  ['a quote in an order type', { action: 'retry', orderType: "a' or OrderType != '" }],
  ['a quote in a kind of failure', { action: 'retry', failureType: "a' or 'a" }],
  ['a kind of failure of what is not parked', { action: 'retry', state: 'processing', failureType: 'PermanentError' }],
  ['what is no time', { action: 'retry', since: '1h' }],
  ['a field that is unknown', { action: 'retry', everything: true }],
])('is refused with 400: %s', async (_, given) => {
  expect((await bulk(given)).status).toBe(400);
});
