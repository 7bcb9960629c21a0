import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { activityIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

/** Its second attempt would come in an hour. */
const hourly = { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } };

const isParked = (scene: Scene, payNo: string, name: string) =>
  eventually(async () => expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'parked' }));

/** Resolves when the server knows of a failed attempt, and the delivery waits for its next one. */
const isBetweenAttempts = (scene: Scene, payNo: string, name: string) =>
  eventually(async () => {
    const { raw } = await scene.handleOf(payNo).describe();
    const pending = raw.pendingActivities?.find(({ activityId }) => activityId === activityIdOf(name, 'paid'));
    expect(pending?.lastFailure).toBeTruthy();
    expect(pending?.nextAttemptScheduleTime).toBeTruthy();
  });

test('a parked delivery that is retried is delivered', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe('repaired', (_, attempt) => {
    if (attempt === 1) throw new PermanentError('the course is not published');
  });
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'repaired');
  await scene.retry(payNo, 'repaired');
  expect(await handle.result()).toEqual({ outcome: 'told', delivered: ['repaired: paid'], skipped: [] });
  expect(attempts).toHaveLength(2);
  expect(await scene.settled(payNo)).toMatchObject([
    { status: 'delivered', attempts: 2, lastError: 'the course is not published' },
  ]);
});

test('a delivery that is retried and fails again is parked again, until it is delivered', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe('slowly-repaired', (_, attempt) => {
    if (attempt < 4) throw new PermanentError(`no, for the ${attempt}. time`);
  });
  const { payNo, handle } = await scene.pay();
  for (const time of [1, 2, 3]) {
    await eventually(async () =>
      expect(await scene.delivery(payNo, 'slowly-repaired')).toMatchObject({
        status: 'parked',
        parkedReason: `no, for the ${time}. time`,
      }),
    );
    await scene.retry(payNo, 'slowly-repaired');
  }
  expect(await handle.result()).toMatchObject({ delivered: ['slowly-repaired: paid'] });
  expect(attempts).toHaveLength(4);
});

test('a parked delivery that is skipped is not told, and Postgres has who skipped it and why', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe('skipped', () => Promise.reject(new PermanentError('there is no such student')));
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'skipped');
  await scene.skip(payNo, 'skipped');
  expect(await handle.result()).toEqual({ outcome: 'told', delivered: [], skipped: ['skipped: paid'] });
  expect(attempts).toHaveLength(1);
  const { rows } = await system().db.query('select * from orders.deliveries where pay_no = $1', [payNo]);
  expect(rows).toEqual([
    {
      pay_no: payNo,
      result_id: 'paid',
      subscriber: 'skipped',
      status: 'skipped',
      attempts: 1,
      last_error: 'there is no such student',
      settled_at: expect.any(Date),
      settled_by: 'ann',
      reason: 'the customer called',
    },
  ]);
});

test('a retry wakes a delivery that waits between two attempts: the next one comes at once', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe(
    'woken',
    (_, attempt) => {
      if (attempt === 1) throw new Error('HTTP 503');
    },
    hourly,
  );
  const { payNo, handle } = await scene.pay();
  await isBetweenAttempts(scene, payNo, 'woken');
  await scene.retry(payNo, 'woken');
  expect(await handle.result()).toMatchObject({ delivered: ['woken: paid'] });
  expect(attempts).toHaveLength(2);
});

test('a delivery that is skipped between two attempts ends at once', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe('not-again', () => Promise.reject(new Error('HTTP 503')), hourly);
  const { payNo, handle } = await scene.pay();
  await isBetweenAttempts(scene, payNo, 'not-again');
  await scene.skip(payNo, 'not-again');
  expect(await handle.result()).toMatchObject({ delivered: [], skipped: ['not-again: paid'] });
  expect(attempts).toHaveLength(1);
});

test('a delivery without a worker that is skipped ends at once', async () => {
  const scene = createScene(system());
  await scene.register('gone-for-good');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'gone-for-good')).toMatchObject({ status: 'pending' }));
  await scene.skip(payNo, 'gone-for-good');
  expect(await handle.result()).toMatchObject({ skipped: ['gone-for-good: paid'] });
});

test('an attempt that runs while its delivery is skipped counts when it succeeds', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('just-in-time', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await scene.skip(payNo, 'just-in-time');
  await cancelIsAskedFor(scene, payNo);
  expect(await scene.delivery(payNo, 'just-in-time')).toMatchObject({ status: 'pending' });
  open();
  expect(await handle.result()).toMatchObject({ delivered: ['just-in-time: paid'], skipped: [] });
  expect(await scene.settled(payNo)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
});

test('an attempt that runs while its delivery is skipped is the last one when it fails', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('too-late', async () => {
    await opened;
    throw new Error('HTTP 503');
  });
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await scene.skip(payNo, 'too-late');
  await cancelIsAskedFor(scene, payNo);
  open();
  expect(await handle.result()).toMatchObject({ delivered: [], skipped: ['too-late: paid'] });
  expect(attempts).toHaveLength(1);
});

test('two attempts of one delivery never run side by side, however often a person says retry', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  let running = 0;
  let mostAtOnce = 0;
  const attempts = await scene.subscribe('one-by-one', async (_, attempt) => {
    running++;
    mostAtOnce = Math.max(mostAtOnce, running);
    if (attempt === 1) await opened;
    running--;
    if (attempt === 1) throw new Error('HTTP 503');
  });
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await Promise.all([1, 2, 3].map(() => scene.retry(payNo, 'one-by-one')));
  await cancelIsAskedFor(scene, payNo);
  expect(attempts).toHaveLength(1);
  open();
  expect(await handle.result()).toMatchObject({ delivered: ['one-by-one: paid'] });
  expect(attempts).toHaveLength(2);
  expect(mostAtOnce).toBe(1);
});

test('a word that reaches the workflow together with the success of the attempt changes nothing', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('at-the-same-moment', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await system().stopPaymentsWorkers();
  open();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities ?? []).toEqual([]));
  await scene.skip(payNo, 'at-the-same-moment');
  await system().startPaymentsWorker();
  expect(await handle.result()).toEqual({ outcome: 'told', delivered: ['at-the-same-moment: paid'], skipped: [] });
});

test('a retry that reaches the workflow together with the failure that would have parked the delivery is obeyed', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('crossed', async (_, attempt) => {
    await opened;
    if (attempt === 1) throw new PermanentError('the course is not published');
  });
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await system().stopPaymentsWorkers();
  await scene.retry(payNo, 'crossed');
  open();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities ?? []).toEqual([]));
  await system().startPaymentsWorker();
  expect(await handle.result()).toMatchObject({ delivered: ['crossed: paid'] });
  expect(attempts).toHaveLength(2);
});

test('a word about a delivery that is settled, or about nobody, changes nothing', async () => {
  const scene = createScene(system());
  const done = await scene.subscribe('done-already');
  await scene.register('keeps-it-open');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'done-already')).toMatchObject({ status: 'delivered' }));
  await scene.skip(payNo, 'done-already');
  await scene.retry(payNo, 'done-already');
  await scene.retry(payNo, 'nobody-of-that-name');
  await scene.listen('keeps-it-open');
  expect(await handle.result()).toEqual({
    outcome: 'told',
    delivered: ['done-already: paid', 'keeps-it-open: paid'],
    skipped: [],
  });
  expect(done).toHaveLength(1);
});

/** Resolves when the server has asked the running attempt to end, which says that the workflow has taken the word. */
const cancelIsAskedFor = (scene: Scene, payNo: string) =>
  eventually(async () => {
    const { events } = await scene.handleOf(payNo).fetchHistory();
    expect(events?.some((event) => event.activityTaskCancelRequestedEventAttributes)).toBe(true);
  });
