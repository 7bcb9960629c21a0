import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { activityIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

/** As the Web UI and the CLI ask. */
const askToCancel = (workflowId: string) =>
  system().client.workflowService.requestCancelWorkflowExecution({
    namespace: system().namespace,
    workflowExecution: { workflowId },
    identity: 'bob@example.org',
    reason: 'it looked stuck',
  });

const CANCELLED = { status: 'parked', parkedReason: 'cancelled by bob@example.org: it looked stuck' };

test('a cancel request parks what is being delivered, with who asked, and ends nothing; a retry delivers', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-before');
  await scene.register('without-worker');
  const hourly = { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } };
  const between = await scene.subscribe('between-attempts', failsFirst, hourly);
  const { payNo, handle } = await scene.pay();
  await eventually(async () => {
    const { pendingActivities } = (await handle.describe()).raw;
    const pending = pendingActivities?.find(({ activityId }) => activityId === activityIdOf('between-attempts', 'paid'));
    expect(pending?.lastFailure).toBeTruthy();
    expect(await scene.delivery(payNo, 'told-before')).toMatchObject({ status: 'delivered' });
  });
  await askToCancel(handle.workflowId);
  await eventually(async () => {
    expect(await scene.delivery(payNo, 'without-worker')).toMatchObject(CANCELLED);
    expect(await scene.delivery(payNo, 'between-attempts')).toMatchObject(CANCELLED);
  });
  expect((await handle.describe()).status.name).toBe('RUNNING');
  expect(await scene.delivery(payNo, 'told-before')).toMatchObject({ status: 'delivered' });

  await scene.listen('without-worker');
  await scene.retry(payNo, 'without-worker');
  await scene.retry(payNo, 'between-attempts');
  expect(await handle.result()).toEqual({
    outcome: 'told',
    delivered: ['between-attempts: paid', 'told-before: paid', 'without-worker: paid'],
    skipped: [],
  });
  expect(told).toHaveLength(1);
  expect(between).toHaveLength(2);
});

const failsFirst = (_: unknown, attempt: number) => {
  if (attempt === 1) throw new Error('HTTP 503');
};

test('an attempt that runs when its workflow is asked to cancel counts when it succeeds', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('in-the-middle', () => opened);
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(attempts).toHaveLength(1));
  await askToCancel(handle.workflowId);
  await eventually(async () => {
    const { events } = await handle.fetchHistory();
    expect(events?.some((event) => event.activityTaskCancelRequestedEventAttributes)).toBe(true);
  });
  open();
  expect(await handle.result()).toMatchObject({ delivered: ['in-the-middle: paid'] });
  expect(attempts).toHaveLength(1);
  expect(await scene.settled(payNo)).toMatchObject([{ status: 'delivered' }]);
});

test('a delivery that was parked before keeps its own reason when its workflow is asked to cancel', async () => {
  const scene = createScene(system());
  await scene.subscribe('parked-before', () => Promise.reject(new PermanentError('there is no such student')));
  await scene.register('parked-by-bob');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'parked-before')).toMatchObject({ status: 'parked' }));
  await askToCancel(handle.workflowId);
  await eventually(async () => expect(await scene.delivery(payNo, 'parked-by-bob')).toMatchObject(CANCELLED));
  expect(await scene.delivery(payNo, 'parked-before')).toMatchObject({ parkedReason: 'there is no such student' });
});

test('a cancel request that comes before the payment is recorded parks its deliveries', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-later');
  await system().stopPaymentsWorkers();
  const { payNo, handle } = await scene.pay();
  await askToCancel(handle.workflowId);
  await system().replacePaymentsWorker();
  await eventually(async () => expect(await scene.delivery(payNo, 'told-later')).toMatchObject(CANCELLED));
  expect(told).toEqual([]);
  await scene.retry(payNo, 'told-later');
  expect(await handle.result()).toMatchObject({ delivered: ['told-later: paid'] });
});
