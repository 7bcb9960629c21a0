import { PermanentError } from '../../../src/domain/errors.ts';
import { createSecretBox } from '../../../src/secrets/secret-box.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, notificationsAt, startApi, TOKEN, useApi } from '../fixture.ts';
import { registry } from '../registry.ts';

const system = useSystem();
const api = useApi(system);
const { add, read, change, clear } = registry(api);
afterEach(clear);

const act = (name: string, what: string, given?: object) => api().call(`POST /subscribers/${name}/${what}`, given);

async function paid(): Promise<string> {
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  return payNo;
}

/** The delivery of this payment to this subscriber comes to be like that. */
const becomes = (payNo: string, subscriber: string, expected: object) =>
  eventually(async () => {
    const { body } = await api().call(`GET /payments/${payNo}`);
    const deliveries: { subscriber: string }[] = body.results[0]?.deliveries ?? [];
    expect(deliveries.find((delivery) => delivery.subscriber === subscriber)).toMatchObject(expected);
  });

/** A subscriber that is told as long as it is `open`. */
async function subscribe(name: string, retry: object = {}) {
  const door = { open: true };
  await add({ name, taskQueue: name, retry });
  const told = listener(() => {
    if (!door.open) throw new PermanentError('closed');
  });
  const worker = await system().startSubscriberWorker(name, told);
  await eventually(async () => expect(await system().notifications.taskQueues.countPollers(name)).toBeGreaterThan(0));
  return { door, told: told.told, stop: () => system().stopWorker(worker) };
}

describe('pause and resume', () => {
  test('park what arrives and what waits, and tell it all afterwards, once', async () => {
    await add({ name: 'mail', taskQueue: 'mail' });
    const before = await paid(); // waits for a worker
    await becomes(before, 'mail', { status: 'pending' });
    const paused = await act('mail', 'pause', { reason: 'moving house' });
    expect(paused).toMatchObject({ status: 200, body: { name: 'mail', status: 'paused', pausedBy: 'anna' } });
    expect(paused.body.batchId).toEqual(expect.any(String));
    const after = await paid();
    for (const payNo of [before, after]) await becomes(payNo, 'mail', { status: 'parked', parkedReason: 'paused by anna' });
    const mail = listener();
    const worker = await system().startSubscriberWorker('mail', mail);
    expect((await read('mail')).body).toMatchObject({ status: 'paused', pausedBy: 'anna' });
    const resumed = await act('mail', 'resume');
    expect(resumed).toMatchObject({ status: 200, body: { status: 'active', batchId: expect.any(String) } });
    expect(resumed.body).not.toHaveProperty('pausedBy');
    for (const payNo of [before, after]) await becomes(payNo, 'mail', { status: 'delivered' });
    expect(mail.told.map(({ payNo }) => payNo).sort()).toEqual([before, after].sort());
    await system().stopWorker(worker);
  });

  test('can be said again: who paused first stays, and open payments hear of it again', async () => {
    await add({ name: 'mail', taskQueue: 'mail' });
    await act('mail', 'pause');
    const headers = { authorization: 'Bearer token-of-berta' };
    const again = await api().call('POST /subscribers/mail/pause', {}, headers);
    expect(again).toMatchObject({ status: 200, body: { pausedBy: 'anna', batchId: expect.any(String) } });
  });

  test('with Temporal away are answered 503, and what is recorded from then on goes by it', async () => {
    await add({ name: 'mail', taskQueue: 'mail' });
    const { address } = await refusing();
    const { notifications, close } = notificationsAt(address);
    const { app, call } = await startApi({ database: system().database, notifications });
    expect(await call('POST /subscribers/mail/pause', {})).toMatchObject({ status: 503 });
    await becomes(await paid(), 'mail', { status: 'parked', parkedReason: 'paused by anna' });
    expect(await act('mail', 'pause')).toMatchObject({ status: 200 });
    await app.close();
    await close();
  });
});

describe('a change of a subscriber', () => {
  test('reaches what it is being told: a task queue without a worker is put right', async () => {
    await add({ name: 'mail', taskQueue: 'tpyo' });
    const payNo = await paid();
    await becomes(payNo, 'mail', { status: 'pending', problem: 'no worker polls tpyo' });
    const worker = await system().startSubscriberWorker('typo', listener());
    expect((await change('mail', { taskQueue: 'typo' })).body.batchId).toEqual(expect.any(String));
    await becomes(payNo, 'mail', { status: 'delivered' });
    await system().stopWorker(worker);
  });

  test.each([{ orderTypes: ['60201'] }, { filter: 'true' }, { maxPerSecond: 5 }])(
    'of %j concerns no delivery under way: nobody is told',
    async (given) => {
      await add({ name: 'mail', taskQueue: 'mail' });
      expect((await change('mail', given)).body).not.toHaveProperty('batchId');
    },
  );
});

describe('recover', () => {
  test('tries once more what is parked and what is retrying, or what parked since then, however old its payment is', async () => {
    const inAnHour = { initialIntervalSeconds: 3_600, maximumIntervalSeconds: 3_600 };
    const { door, told, stop } = await subscribe('books', inAnHour);
    door.open = false;
    const early = await paid();
    const late = await paid();
    for (const payNo of [early, late]) await becomes(payNo, 'books', { status: 'parked' });
    const since = new Date().toISOString();
    await api().call(`POST /payments/${late}/deliveries/books/retry`, { reason: 'mended?' });
    await eventually(() => expect(told).toHaveLength(3));
    await becomes(late, 'books', { status: 'parked' });
    door.open = true;
    await eventually(async () => expect((await act('books', 'recover', { since, dryRun: true })).body).toEqual({ payments: 2 }));
    expect(told).toHaveLength(3);
    const { status, body } = await act('books', 'recover', { since, reason: 'the ledger is back' });
    expect({ status, body }).toEqual({ status: 202, body: { batchId: expect.any(String), payments: 2 } });
    await becomes(late, 'books', { status: 'delivered' });
    await eventually(async () =>
      expect((await api().call(`GET /bulk/${body.batchId}`)).body).toMatchObject({ state: 'completed' }),
    );
    await becomes(early, 'books', { status: 'parked' });
    await eventually(async () => expect(await act('books', 'recover')).toMatchObject({ status: 202 }));
    await becomes(early, 'books', { status: 'delivered' });
    await stop();
  });

  test('of one that is paused is refused: it is resumed first', async () => {
    await add({ name: 'mail', taskQueue: 'mail' });
    await act('mail', 'pause');
    expect(await act('mail', 'recover')).toMatchObject({
      status: 409,
      body: { detail: 'mail is paused by anna: resume it, and it is told' },
    });
  });
});

test.each([
  ['pause', 200],
  ['resume', 200],
  ['recover', 202],
  ['test', 503],
  ['rotate-secret', 409],
])('%s with a JSON content type and nothing in the body is one without a body', async (what, status) => {
  await add({ name: 'mail', taskQueue: 'never-polled' });
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const through = status === 503 ? api().once : api();
  const answer = await through.inject({ method: 'POST', url: `/subscribers/mail/${what}`, headers, payload: '' });
  expect(answer).toMatchObject({ status });
});

test.each([
  ['', 400],
  ['{"name": "ma', 400],
  ['{"__proto__": {"name": "mail"}}', 400],
])('a body that is needed is refused where it is %p', async (payload, status) => {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  expect(await api().inject({ method: 'POST', url: '/subscribers', headers, payload })).toMatchObject({
    status,
    type: 'application/problem+json',
  });
});

describe('a test message', () => {
  test('is told the way of all others, and says by its numbers that nothing was bought', async () => {
    const { told, stop } = await subscribe('mail');
    const { status, body } = await act('mail', 'test');
    expect({ status, body }).toEqual({ status: 200, body: { delivered: true, durationMs: expect.any(Number) } });
    const [message] = told;
    expect(message).toMatchObject({
      ...{ messageType: 'payresult_notify', resultId: 'test', result: 'paid', orderType: 'TEST' },
      payNo: expect.stringMatching(/^TEST-/),
      idempotencyKey: expect.stringMatching(/^TEST-.*\/test\/mail$/),
    });
    await stop();
  });

  test('that fails is tried once, and what came back is the answer', async () => {
    const { door, told, stop } = await subscribe('mail');
    door.open = false;
    await eventually(async () => {
      told.splice(0);
      const { body } = await api().once.call('POST /subscribers/mail/test');
      expect(body).toMatchObject({ delivered: false, error: 'closed' });
      expect(told).toHaveLength(1);
    });
    await stop();
  });

  test('reaches one that is paused', async () => {
    const { stop } = await subscribe('mail');
    await act('mail', 'pause');
    expect((await act('mail', 'test')).body).toMatchObject({ delivered: true });
    await stop();
  });

  test('where no worker polls is answered 503 at once, and says so', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    expect(await api().once.call('POST /subscribers/asleep/test')).toMatchObject({
      status: 503,
      body: { detail: 'no worker polls asleep: start one, and try again' },
    });
  });
});

test('a test message is answered 503 within seconds where no payments worker is there to send it', async () => {
  const { stop } = await subscribe('mail');
  await system().stopPaymentsWorkers();
  expect(await api().once.call('POST /subscribers/mail/test')).toMatchObject({
    status: 503,
    body: { detail: 'The payments worker does not answer; try again' },
  });
  await system().startPaymentsWorker();
  await stop();
});

describe('the secret of an HTTP subscriber', () => {
  test('is rotated: the new one is answered once, and the old one is valid besides', async () => {
    const box = createSecretBox('a key of the tests, long enough');
    const { secret: first } = (await add({ name: 'mail', kind: 'http', url: 'https://mail.example/' })).body;
    const { status, body } = await act('mail', 'rotate-secret');
    expect({ status, body }).toEqual({
      status: 200,
      body: { name: 'mail', secret: expect.stringMatching(/^whsec_/) },
    });
    const valid = (await system().database.listSubscriberSecrets('mail')).map((sealed) => box.open('mail', sealed));
    expect(valid).toEqual([body.secret, first]);
    expect(JSON.stringify((await read('mail')).body)).not.toContain('whsec_');
  });

  test('is that of HTTP subscribers only', async () => {
    await add({ name: 'mail', taskQueue: 'mail' });
    expect(await act('mail', 'rotate-secret')).toMatchObject({
      status: 409,
      body: { detail: 'mail is of kind activity: only http subscribers have a secret of ours' },
    });
  });
});

test.each(['pause', 'resume', 'recover', 'test', 'rotate-secret'])(
  '%s of a subscriber that there is not is answered 404',
  async (what) => {
    expect(await act('nobody', what)).toMatchObject({ status: 404, body: { detail: 'there is no subscriber nobody' } });
    expect(await act('nobody', what, { colour: 'red' })).toMatchObject({ status: 400 });
  },
);
