import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { createSecretBox } from '../../src/secrets/secret-box.ts';
import type { DeliverWorkers } from '../../src/temporal/deliver-workers.ts';
import { SECRET } from '../support/calls.ts';
import { registerHttp, secretBox, startDelivering } from '../support/deliver.ts';
import { eventually } from '../support/eventually.ts';
import { useReceiver } from '../support/receiver.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const errors: unknown[] = [];
let delivering: DeliverWorkers;
// Before the system whose connection it uses.
afterAll(async () => {
  delivering?.stop();
  await delivering?.ended;
});
const system = useSystem();
const receiver = useReceiver();

beforeAll(async () => {
  delivering = await startDelivering(system(), { onError: (err) => errors.push(err) });
});

const setScene = () => {
  const scene = createScene(system());
  const register = (name: string, changes = {}) =>
    registerHttp({ database: system().database, scene }, name, { url: receiver().url, secret: SECRET, ...changes });
  return { ...scene, register };
};

const attemptsOf = async (payNo: string) =>
  (
    await system().pool.query(
      'select subscriber, result_id, attempt, status, failure_type, error, duration_ms from orders.delivery_attempts where pay_no = $1 order by attempt',
      [payNo],
    )
  ).rows;

test('a subscriber over HTTP is called, and its delivery is settled', async () => {
  const { register, pay, settled } = setScene();
  await register('told');
  const { payNo, handle } = await pay();
  await handle.result();
  expect(await settled(payNo)).toMatchObject([{ subscriber: 'told', status: 'delivered', attempts: 1 }]);
  expect(receiver().received.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: 'payment.paid', data: { payNo, idempotencyKey: `${payNo}/paid/told` } },
  ]);
  expect(await attemptsOf(payNo)).toEqual([]);
});

test('attempts that fail are kept, and what came back is what an operator reads', async () => {
  const { register, pay, handleOf } = setScene();
  receiver().answer((response) => response.writeHead(503).end('upstream down'));
  await register('failing');
  const { payNo, handle } = await pay();
  await eventually(async () => expect((await attemptsOf(payNo)).length).toBeGreaterThan(1));
  const [pending] = (await handleOf(payNo).describe()).raw.pendingActivities ?? [];
  expect(pending?.lastFailure?.message).toMatch(/^503 Service Unavailable after \d+ ms: upstream down$/);
  expect(pending?.lastFailure?.applicationFailureInfo?.type).toBe('Http503');
  receiver().answer((response) => response.writeHead(200).end());
  await handle.result();
  expect((await attemptsOf(payNo)).slice(0, 2)).toEqual(
    [1, 2].map((attempt) => ({
      ...{ subscriber: 'failing', result_id: 'paid', attempt, status: 503, failure_type: 'Http503' },
      error: expect.stringMatching(/^503 Service Unavailable after \d+ ms: upstream down$/),
      duration_ms: expect.any(Number),
    })),
  );
});

test('who answers Retry-After is called no sooner, and no later than its policy allows', async () => {
  const { register, pay } = setScene();
  const times: number[] = [];
  receiver().answer((response) => {
    times.push(Date.now());
    if (times.length > 2) response.writeHead(200).end();
    else response.writeHead(429, { 'retry-after': times.length === 1 ? '1' : '3600' }).end();
  });
  await register('busy', { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05, maximumIntervalSeconds: 2 } });
  await (await pay()).handle.result();
  const [first = 0, second = 0, third = 0] = times;
  expect(second - first).toBeGreaterThanOrEqual(1000);
  expect(third - second).toBeGreaterThanOrEqual(2000);
  expect(third - second).toBeLessThan(20_000);
});

test('410 parks the delivery at once, pauses the subscriber, and operators are told over HTTP', async () => {
  const { register, pay, delivery } = setScene();
  receiver().answer((response, { path }) => {
    if (path === '/operators') response.end();
    else response.writeHead(410).end('moved away');
  });
  await register('operators', { url: receiver().url.replace('/hook', '/operators'), events: 'operator' });
  await register('gone');
  const { payNo } = await pay();
  await eventually(async () => expect(await delivery(payNo, 'gone')).toMatchObject({ status: 'parked' }));
  // By the attempt or, where the batch of the pause is faster, by that; the attempt says it all the same.
  expect(await delivery(payNo, 'gone')).toMatchObject({
    parkedReason: expect.stringMatching(/^(410 Gone after \d+ ms: moved away|paused by paynotify: 410 Gone)$/),
  });
  expect(await attemptsOf(payNo)).toContainEqual(
    expect.objectContaining({ status: 410, error: expect.stringMatching(/^410 Gone after \d+ ms: moved away$/) }),
  );
  expect(await system().database.findSubscriber('gone')).toMatchObject({ status: 'paused', pausedBy: 'paynotify: 410 Gone' });
  const { payNo: next } = await pay();
  await eventually(async () =>
    expect(await delivery(next, 'gone')).toMatchObject({ status: 'parked', parkedReason: 'paused by paynotify: 410 Gone' }),
  );
  const hooked = receiver().received.filter(({ path }) => path === '/hook');
  expect(new Set(hooked.map(({ body }) => JSON.parse(body).data.payNo))).toEqual(new Set([payNo]));
  const told = () =>
    receiver()
      .received.filter(({ path }) => path === '/operators')
      .map(({ body }) => JSON.parse(body));
  await eventually(() =>
    expect(told()).toContainEqual(
      expect.objectContaining({ type: 'subscriber.paused', data: expect.objectContaining({ subscriber: 'gone' }) }),
    ),
  );
});

test('an address and a secret that are changed count from the next attempt', async () => {
  const { register, pay } = setScene();
  receiver().answer((response, { path }) => response.writeHead(path === '/new' ? 200 : 500).end());
  await register('moving');
  const { payNo, handle } = await pay();
  await eventually(async () => expect(await attemptsOf(payNo)).not.toEqual([]));
  const moving = await system().database.findSubscriber('moving');
  await system().database.rotateSubscriberSecret({ subscriber: 'moving', secret: secretBox.seal('moving', SECRET) });
  if (moving) await system().database.updateSubscriber({ ...moving, url: receiver().url.replace('/hook', '/new') });
  await handle.result();
  const last = receiver().received.findLast(({ path }) => path === '/new');
  expect(String(last?.headers['webhook-signature']).split(' ')).toHaveLength(2);
});

test('a secret that cannot be read is said to be so at each attempt, and nothing is given up: a rotation mends it', async () => {
  const { register, pay, handleOf, delivery } = setScene();
  await register('sealed', { box: createSecretBox('the key before') });
  const { payNo, handle } = await pay();
  await eventually(async () => {
    const [pending] = (await handleOf(payNo).describe()).raw.pendingActivities ?? [];
    expect(pending?.lastFailure?.message).toMatch(/cannot be decrypted: SECRETS_KEY is not the one that it was encrypted with$/);
  });
  expect(await delivery(payNo, 'sealed')).toMatchObject({ status: 'pending' });
  await system().database.rotateSubscriberSecret({ subscriber: 'sealed', secret: secretBox.seal('sealed', SECRET) });
  await handle.result();
});

test('a slow subscriber does not keep another waiting', async () => {
  const { register, pay, settled } = setScene();
  const waiting: (() => void)[] = [];
  receiver().answer((response, { path }) => {
    if (path === '/slow') waiting.push(() => response.end());
    else response.end();
  });
  await register('slow', { url: receiver().url.replace('/hook', '/slow'), timeoutSeconds: 60 });
  await register('quick');
  const payments: Awaited<ReturnType<typeof pay>>[] = [];
  while (payments.length < 15) payments.push(await pay());
  await eventually(() => expect(receiver().received.filter(({ path }) => path === '/hook')).toHaveLength(15));
  receiver().answer((response) => response.end());
  for (const answer of waiting) answer();
  await Promise.all(payments.map(({ handle }) => handle.result()));
  expect(await settled(payments[0]?.payNo ?? '')).toMatchObject([{ subscriber: 'quick' }, { subscriber: 'slow' }]);
});

describe('the workers', () => {
  const served = async () =>
    (await system().client.activity.execute<string[]>('servedSubscribers', {
      ...{ id: `served-${Date.now()}`, taskQueue: 'deliver', startToCloseTimeout: '10 s' },
    })) as string[];

  test('follow the registry: who comes is served, and who is removed no more', async () => {
    const { register } = setScene();
    await register('coming');
    await eventually(async () => expect(await served()).toContain('coming'));
    await system().database.removeSubscriber('coming');
    await eventually(async () => expect(await served()).not.toContain('coming'));
  });

  test('with Postgres away those that run go on, and are there when it is back', async () => {
    const { register, pay, settled } = setScene();
    await register('staying');
    await eventually(async () => expect(await served()).toContain('staying'));
    system().postgres.cut();
    errors.splice(0);
    await eventually(() => expect(errors).not.toEqual([]));
    expect(await served()).toContain('staying');
    system().postgres.mend();
    const { payNo, handle } = await pay();
    await handle.result();
    expect(await settled(payNo)).toMatchObject([{ subscriber: 'staying', status: 'delivered' }]);
  });
});
