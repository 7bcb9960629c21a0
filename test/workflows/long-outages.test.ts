import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { eventually } from '../support/eventually.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

// On this server no time passes while a task waits for a worker: what happens without one is tested in giving-up.test.ts.
const system = useSystem({ time: 'skipping' });

const DAY_MS = 86_400_000;

/** How long the delivery of the current attempt has been tried, on the server's clock. */
const daysSinceScheduled = () => {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = Context.current().info;
  return (currentAttemptScheduledTimestampMs - scheduledTimestampMs) / DAY_MS;
};

test('a subscriber that is down for 30 days is told in the end; another at once, and that is in Postgres a minute later', async () => {
  const scene = createScene(system());
  const quick = await scene.subscribe('quick');
  const connectsAfterAMonth = () => {
    if (daysSinceScheduled() < 30) throw new Error('connect ECONNREFUSED');
  };
  const down = await scene.subscribe('down', connectsAfterAMonth, { retry: DEFAULT_RETRY });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'quick')).toMatchObject({ status: 'delivered' }));
  expect(await scene.settled(payNo)).toEqual([]);

  await system().skipTime('61s');
  await eventually(async () => expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'quick', attempts: 1 }]));
  expect(down.length).toBeGreaterThan(1);

  expect(await handle.result()).toEqual({ outcome: 'told', delivered: ['down: paid', 'quick: paid'], skipped: [] });
  expect(quick).toHaveLength(1);
  const [late, early] = await scene.settled(payNo);
  expect(late).toMatchObject({ status: 'delivered', attempts: down.length });
  const daysApart = (Date.parse(late?.settledAt ?? '') - Date.parse(early?.settledAt ?? '')) / DAY_MS;
  expect(daysApart).toBeGreaterThanOrEqual(30);
  expect(daysApart).toBeLessThan(30.1);
});

test('a delivery gives up after its time, and names the last error of its attempts', async () => {
  const scene = createScene(system());
  const refuses = () => {
    throw new Error('HTTP 500');
  };
  const attempts = await scene.subscribe('always-down', refuses, { retry: { ...DEFAULT_RETRY, giveUpAfterSeconds: 7200 } });
  const { payNo } = await scene.pay();
  await system().skipTime('7300s');
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'always-down')).toMatchObject({
      status: 'parked',
      parkedReason: 'not delivered within the time after which it gives up: HTTP 500',
    }),
  );
  expect(attempts.length).toBeGreaterThan(12);
});

test('a delivery is parked after the last of its attempts, which may be days apart', async () => {
  const scene = createScene(system());
  const refuses = () => {
    throw new Error('HTTP 503');
  };
  const aDay = 86_400;
  const daily = { ...DEFAULT_RETRY, initialIntervalSeconds: aDay, maximumIntervalSeconds: aDay, maximumAttempts: 4 };
  const attempts = await scene.subscribe('four-times', refuses, { retry: daily });
  const { payNo } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await system().skipTime('2.5 days');
  expect(await scene.delivery(payNo, 'four-times')).toMatchObject({ status: 'pending' });
  await system().skipTime('1 day');
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'four-times')).toMatchObject({
      status: 'parked',
      parkedReason: 'gave up after its last attempt: HTTP 503',
    }),
  );
  expect(attempts).toHaveLength(4);
});

test('a permanent error parks a delivery at once, however patient its policy', async () => {
  const scene = createScene(system());
  const refuses = () => {
    throw new PermanentError('there is no such student');
  };
  const attempts = await scene.subscribe('refuses', refuses, { retry: DEFAULT_RETRY });
  const { payNo } = await scene.pay();
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'refuses')).toMatchObject({ status: 'parked', parkedReason: 'there is no such student' }),
  );
  await system().skipTime('30 days');
  expect(attempts).toHaveLength(1);
});

test('a payment that is held for 30 days is called to mind every day, and told when it is approved', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('waits-for-a-person');
  const { payNo, handle } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 1 } });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  await system().skipTime('30.5 days');
  const { events } = await handle.fetchHistory();
  expect(events?.filter(({ timerFiredEventAttributes }) => timerFiredEventAttributes)).toHaveLength(30);
  expect(told).toEqual([]);
  await eventually(() => system().notifications.decideHeld(payNo, { approve: true, by: 'ann', reason: 'found at last' }));
  await handle.result();
  expect(told).toHaveLength(1);
});

test('a payment does not fail with an activity that somebody fails by hand: it is recorded a minute later', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-a-minute-later');
  const { payNo } = await scene.newPayment();
  const handle = scene.handleOf(payNo);
  system().postgres.silence(); // an attempt is under way most of the time: only then can it be failed
  await scene.notify(payNo);
  await eventually(async () => {
    const { raw, workflowId } = await handle.describe();
    const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
    await system().client.activity.fail({ workflowId, activityId }, ApplicationFailure.nonRetryable('by ann'));
  }).finally(() => system().postgres.mend());
  expect(await handle.result()).toMatchObject({ delivered: ['told-a-minute-later: paid'] });
  expect(told).toHaveLength(1);
  const { events } = await handle.fetchHistory();
  expect(events?.some(({ activityTaskFailedEventAttributes }) => activityTaskFailedEventAttributes)).toBe(true);
});
