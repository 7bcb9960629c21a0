import { PermanentError } from '../../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../../src/domain/subscription.ts';
import { createAnnounced } from '../../support/announced.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { useSystem } from '../../support/system.ts';
import { notificationsAt, startApi, useApi } from '../fixture.ts';
import { registry } from '../registry.ts';

const system = useSystem();
const api = useApi(system);
const { add, change, remove, clear } = registry(api);
let scene: ReturnType<typeof createAnnounced>;
beforeAll(() => {
  scene = createAnnounced(system());
});
afterEach(clear);

const list = async (query = '') => (await api().call(`GET /operator-events${query}`)).body;
const act = (eventId: string, what: `${string}/${'retry' | 'skip'}`, given: object = { reason: 'any' }) =>
  api().call(`POST /operator-events/${encodeURIComponent(eventId)}/deliveries/${what}`, given);
const say = (name: string, what: string, given: object = {}) => api().call(`POST /subscribers/${name}/${what}`, given);

type Event = { eventId: string; deliveries: { subscriber: string }[] };

const becomes = (eventId: string, name: string, expected: object) =>
  eventually(async () => {
    const found = (await list()).events.find((event: Event) => event.eventId === eventId);
    expect(found?.deliveries.find((one: { subscriber: string }) => one.subscriber === name)).toMatchObject(expected);
  });

/** An operators' pager, which works as long as it is `on`. */
async function pager(name: string, retry: object = {}) {
  await add({ name, taskQueue: name, events: 'operator', retry });
  const state = { on: true };
  const heard = await scene.listen(name, () => {
    if (!state.on) throw new PermanentError('the pager is off');
  });
  return { state, heard };
}

test('what operators are not told yet is listed with its state and error, and is told after a retry', async () => {
  const { state, heard } = await pager('pager-1');
  state.on = false;
  const { eventId, handle } = await scene.announce({ payNo: 'P-1' });
  await becomes(eventId, 'pager-1', { status: 'parked' });
  await eventually(async () =>
    expect(await list()).toEqual({
      events: [
        {
          ...{ eventId, event: 'result.unhandled', payNo: 'P-1', subscriber: null, reason: 'nobody subscribes to paid' },
          occurredAt: expect.any(String),
          deliveries: [
            {
              ...{ subscriber: 'pager-1', status: 'parked', attempts: 1, lastError: 'the pager is off', nextAttemptAt: null },
              ...{ deliveredAt: null, parkedReason: 'the pager is off', failureType: 'PermanentError' },
            },
          ],
        },
      ],
      nextCursor: null,
    }),
  );
  state.on = true;
  expect(await act(eventId, 'pager-1/retry')).toMatchObject({
    status: 202,
    body: { eventId, subscriber: 'pager-1', accepted: 'retry' },
  });
  await handle.result();
  expect(heard).toHaveLength(2);
  await eventually(async () => expect((await list()).events).toEqual([]));
});

test('an event that is retried by its policy is listed with its next attempt, and a retry by hand makes it come at once', async () => {
  await add({ name: 'pager-2', taskQueue: 'pager-2', events: 'operator', retry: { initialIntervalSeconds: 3600 } });
  const heard = await scene.listen('pager-2', (_, attempt) => {
    if (attempt === 1) throw new Error('HTTP 503');
  });
  const { eventId, handle } = await scene.announce();
  await becomes(eventId, 'pager-2', {
    status: 'retrying',
    attempts: 1,
    lastError: 'HTTP 503',
    nextAttemptAt: expect.any(String),
  });
  expect(await act(eventId, 'pager-2/retry')).toMatchObject({ status: 202 });
  await handle.result();
  expect(heard).toHaveLength(2);
});

test('an event whose id holds its reason, with slashes and all, is skipped by hand, and others are told of it', async () => {
  const eventId = `P-9/payment.held/${'100 % of CNY 88.80 was asked, 通知说 CNY 0.01; '.repeat(12)}`.slice(0, 500);
  await add({ name: 'pager-3', taskQueue: 'pager-3', events: 'operator' });
  const { heard } = await pager('pager-4');
  const { handle } = await scene.announce({ eventId, event: 'payment.held' });
  await becomes(eventId, 'pager-4', { status: 'delivered' });
  expect(await act(eventId, 'pager-3/skip')).toMatchObject({ status: 202, body: { eventId } });
  await handle.result();
  expect(heard).toHaveLength(1);
});

test('the list comes in pages, and can be of those that are parked for one', async () => {
  const { state } = await pager('pager-5');
  state.on = false;
  await scene.announce();
  await scene.announce();
  await eventually(async () => expect((await list('?subscriber=pager-5')).events).toHaveLength(2));
  expect((await list('?subscriber=pager-6')).events).toEqual([]);
  const first = await list('?limit=1');
  const second = await list(`?limit=1&cursor=${first.nextCursor}`);
  expect(new Set([...first.events, ...second.events].map(({ eventId }: Event) => eventId)).size).toBe(2);
});

describe('a word about an event', () => {
  test('is refused where it is settled or nobody waits for it any more, and where there is none', async () => {
    await add({ name: 'pager-7', taskQueue: 'pager-7', events: 'operator' });
    await pager('pager-8');
    const { eventId, handle } = await scene.announce();
    await becomes(eventId, 'pager-8', { status: 'delivered' });
    expect(await act(eventId, 'pager-8/retry')).toMatchObject({
      status: 409,
      body: { detail: 'the delivery to pager-8 is delivered' },
    });
    expect(await act(eventId, 'nobody/skip')).toMatchObject({
      status: 404,
      body: { detail: `event ${eventId} has no delivery to nobody` },
    });
    await act(eventId, 'pager-7/skip');
    await handle.result();
    expect(await act(eventId, 'pager-7/retry')).toMatchObject({ status: 409, type: 'application/problem+json' });
    expect(await act('none', 'pager-7/retry')).toMatchObject({ status: 404, body: { detail: 'there is no event none' } });
  });

  test.each([{}, { reason: ' ' }, { reason: 'x', by: 'berta' }])('is refused that is no reason: %j', async (given) => {
    expect(await act('any', 'pager/retry', given)).toMatchObject({ status: 400, type: 'application/problem+json' });
  });

  test('with Temporal away is answered 503, as is the list', async () => {
    const { notifications, close } = notificationsAt((await refusing()).address);
    const away = await startApi({ database: system().database, notifications });
    const answers = [
      await away.call('GET /operator-events'),
      await away.call('POST /operator-events/any/deliveries/pager/skip', { reason: 'any' }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 503, type: 'application/problem+json' });
    await away.app.close();
    await close();
  });
});

test('a quote in a subscriber, and a cursor that is none, are refused', async () => {
  expect(await api().call("GET /operator-events?subscriber=a'")).toMatchObject({ status: 400 });
  expect(await api().call('GET /operator-events?cursor=none')).toMatchObject({ status: 400 });
});

describe('what is said of a subscriber of operators reaches the events that are open', () => {
  test('pause and resume', async () => {
    await add({ name: 'pager-10', taskQueue: 'pager-10', events: 'operator' });
    const { eventId, handle } = await scene.announce(); // waits for a worker
    await becomes(eventId, 'pager-10', { status: 'pending' });
    await say('pager-10', 'pause');
    await becomes(eventId, 'pager-10', { status: 'parked', parkedReason: 'paused by anna' });
    const later = await scene.announce();
    await becomes(later.eventId, 'pager-10', { status: 'parked', parkedReason: 'paused by anna' });
    const heard = await scene.listen('pager-10');
    await say('pager-10', 'resume');
    for (const one of [handle, later.handle]) await one.result();
    expect(heard).toHaveLength(2);
  });

  test('a change of its task queue', async () => {
    await add({ name: 'pager-11', taskQueue: 'tpyo', events: 'operator' });
    const { eventId, handle } = await scene.announce();
    await becomes(eventId, 'pager-11', { status: 'pending' });
    const heard = await scene.listen('typo');
    await change('pager-11', { taskQueue: 'typo' });
    await handle.result();
    expect(heard).toHaveLength(1);
  });

  test('recover, which counts them', async () => {
    const { state, heard } = await pager('pager-12');
    state.on = false;
    const { eventId, handle } = await scene.announce();
    await becomes(eventId, 'pager-12', { status: 'parked' });
    state.on = true;
    await eventually(async () =>
      expect((await say('pager-12', 'recover', { dryRun: true })).body).toEqual({ payments: 0, events: 1 }),
    );
    const { status, body } = await say('pager-12', 'recover');
    expect({ status, body }).toEqual({ status: 202, body: { batchId: expect.any(String), payments: 0, events: 1 } });
    await handle.result();
    expect(heard).toHaveLength(2);
  });

  test('its removal, which is refused while it is not told, and gives them up where that is asked for', async () => {
    await add({ name: 'pager-13', taskQueue: 'pager-13', events: 'operator' });
    const waiting = await scene.announce();
    const parked = await scene.announce();
    await becomes(waiting.eventId, 'pager-13', { status: 'pending' });
    await say('pager-13', 'pause');
    await becomes(parked.eventId, 'pager-13', { status: 'parked' });
    expect(await remove('pager-13')).toMatchObject({
      status: 409,
      body: { detail: '2 deliveries to pager-13 are not settled; ?deliveries=skip gives them up' },
    });
    expect(await remove('pager-13', '?deliveries=skip')).toMatchObject({ status: 204 });
    for (const { handle } of [waiting, parked]) await handle.result();
    expect(await remove('pager-13')).toMatchObject({ status: 404 });
  });

  test('its removal with so many events that a batch tells them', async () => {
    await add({ name: 'pager-14', taskQueue: 'pager-14', events: 'operator' });
    const all: Awaited<ReturnType<typeof scene.announce>>[] = [];
    while (all.length < 101) all.push(await scene.announce());
    await eventually(async () => expect((await remove('pager-14')).body.detail).toMatch(/^101 deliveries /));
    expect(await remove('pager-14', '?deliveries=skip')).toMatchObject({ status: 204 });
    for (const { handle } of all) await handle.result();
  });
});

// The last one: it takes the payments worker away.
test('while no payments worker answers, events are neither listed nor retried, and it is said so', async () => {
  await add({ name: 'pager-15', taskQueue: 'pager-15', events: 'operator', retry: DEFAULT_RETRY });
  const { eventId } = await scene.announce();
  await becomes(eventId, 'pager-15', { status: 'pending' });
  await system().stopPaymentsWorkers();
  const retry = `POST /operator-events/${encodeURIComponent(eventId)}/deliveries/pager-15/retry` as const;
  const { call } = api().once;
  for (const ask of [() => call('GET /operator-events'), () => call(retry, { reason: 'any' })])
    await eventually(async () =>
      expect(await ask()).toMatchObject({ status: 503, body: { detail: 'The payments worker does not answer; try again' } }),
    );
  await system().startPaymentsWorker();
});
