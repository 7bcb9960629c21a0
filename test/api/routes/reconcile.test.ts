import {
  PAYMENTS_TASK_QUEUE,
  subscriberGuardIdOf,
  WORKFLOW_TYPE,
  watchIdOf,
  workflowIdOf,
} from '../../../src/domain/temporal-names.ts';
import { createAskedProvider } from '../../support/asked-provider.ts';
import { eventually } from '../../support/eventually.ts';
import { paidFact } from '../../support/payments.ts';
import { rateOf } from '../../support/queue-rate.ts';
import { createScene, type Scene } from '../../support/scene.ts';
import { useSystem } from '../../support/system.ts';
import { useApi } from '../fixture.ts';

/** Alipay can be asked here, and others cannot. */
const providers = new Map([['alipay', createAskedProvider().provider]]);
const system = useSystem({ providers });
const api = useApi(system, () => ({ providers }));

const dryRun = async () => (await api().call('POST /reconcile', { dryRun: true })).body;
const statusOf = async (workflowId: string) => (await system().client.workflow.getHandle(workflowId).describe()).status.name;
const terminate = (workflowId: string) => system().client.workflow.getHandle(workflowId).terminate('by mistake');

/** A reconciliation, until it has come to its end; gives what it says of itself then. */
async function reconcile() {
  const { status, body } = await api().call('POST /reconcile', { reason: 'somebody terminated them' });
  expect({ status, body }).toEqual({ status: 202, body: { jobId: expect.any(String) } });
  return eventually(async () => {
    const progress = (await api().call(`GET /reconcile/${body.jobId}`)).body;
    expect(progress.state).toBe('completed');
    return progress;
  });
}

/** What is within its first minute is left alone: from here on it is older. */
async function letAMinutePass(): Promise<void> {
  for (const [table, column] of [
    ['payment_results', 'recorded_at'],
    ['payment_facts', 'recorded_at'],
    ['pay_records', 'created_at'],
  ])
    await system().pool.query(`update orders.${table} set ${column} = ${column} - interval '61 seconds'`);
}

/** A payment that is open until a worker of its subscriber is there. */
async function untold(scene: Scene, name: string) {
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'pending' }));
  return { payNo, handle };
}

test('what somebody terminated is counted, started again and told, and what runs is left alone', async () => {
  const scene = createScene(system());
  await scene.register('left-behind');
  const gone = [await untold(scene, 'left-behind'), await untold(scene, 'left-behind')];
  const running = await untold(scene, 'left-behind');
  const { runId } = await running.handle.describe();
  for (const { payNo } of gone) await terminate(workflowIdOf(payNo));
  await letAMinutePass();

  expect(await dryRun()).toMatchObject({ payments: 2 });
  expect(await statusOf(workflowIdOf(gone[0]?.payNo ?? ''))).toBe('TERMINATED');
  expect(await reconcile()).toMatchObject({ started: { payments: 2 } });
  expect((await running.handle.describe()).runId).toBe(runId);
  expect(await dryRun()).toMatchObject({ payments: 0 });

  const told = await scene.listen('left-behind');
  for (const { payNo } of [...gone, running]) await scene.handleOf(payNo).result();
  expect(told.map(({ payNo }) => payNo).sort()).toEqual([...gone, running].map(({ payNo }) => payNo).sort());
  expect(await reconcile()).toMatchObject({ started: { payments: 0 } });
});

test('of a payment that was terminated nobody is told again who was told', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-before');
  await scene.register('not-told');
  const { payNo } = await untold(scene, 'not-told');
  await eventually(() => expect(told).toHaveLength(1));
  await system().database.recordSettledDeliveries({
    payNo,
    deliveries: [
      {
        ...{ resultId: 'paid', subscriber: 'told-before', status: 'delivered', settledAt: new Date().toISOString() },
        ...{ attempts: 1, lastError: null },
      },
    ],
  });
  await terminate(workflowIdOf(payNo));
  await letAMinutePass();
  expect(await reconcile()).toMatchObject({ started: { payments: 1 } });
  await scene.listen('not-told');
  await scene.handleOf(payNo).result();
  expect(told).toHaveLength(1);
});

test('a payment that is held waits for a person again', async () => {
  const scene = createScene(system());
  const { payNo } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 1 } });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  await terminate(workflowIdOf(payNo));
  await letAMinutePass();
  expect(await dryRun()).toMatchObject({ payments: 1 });
  expect(await reconcile()).toMatchObject({ started: { payments: 1 } });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  expect((await api().call(`POST /payments/${payNo}/reject`, { reason: 'not ours' })).status).toBe(200);
  expect(await dryRun()).toEqual({ payments: 0, watches: expect.any(Number), guards: 0 });
});

test('what was recorded within the last minute is left alone', async () => {
  const scene = createScene(system());
  await scene.register('just-now');
  const { payNo } = await untold(scene, 'just-now');
  await terminate(workflowIdOf(payNo));
  expect(await dryRun()).toMatchObject({ payments: 0 });
  expect(await reconcile()).toMatchObject({ started: { payments: 0 } });
  expect(await statusOf(workflowIdOf(payNo))).toBe('TERMINATED');
});

describe('of what is not paid yet', () => {
  /** A pay record whose watch runs. */
  async function watched() {
    const { payNo } = await createScene(system()).newPayment();
    await system().notifications.watch(payNo, 'alipay');
    return payNo;
  }

  test('a watch that is gone is begun again', async () => {
    await letAMinutePass();
    await reconcile();
    const payNo = await watched();
    const { payNo: neverWatched } = await createScene(system()).newPayment();
    await terminate(watchIdOf(payNo));
    await letAMinutePass();
    expect(await dryRun()).toMatchObject({ watches: 2 });
    expect(await reconcile()).toMatchObject({ started: { watches: 2 } });
    for (const watch of [payNo, neverWatched]) expect(await statusOf(watchIdOf(watch))).toBe('RUNNING');
    expect(await dryRun()).toMatchObject({ watches: 0 });
  });

  test('a watch that has ended by itself is begun again where Postgres does not have what it came to, and its provider can be asked', async () => {
    await letAMinutePass();
    await reconcile();
    const { client, pool, database } = system();
    const [paid, elsewhere] = [await createScene(system()).newPayment(), await createScene(system()).newPayment()];
    await pool.query("update orders.pay_records set provider = 'standard' where pay_no = $1", [elsewhere.payNo]);
    for (const [provider, { payNo }] of Object.entries({ alipay: paid, standard: elsewhere })) {
      await system().notify(paidFact(payNo, { provider }));
      await client.workflow.getHandle(workflowIdOf(payNo)).result();
      // In the place of its watch, which would first wait for half a minute: something that ends at once, as it would.
      const ended = { workflowId: watchIdOf(payNo), taskQueue: PAYMENTS_TASK_QUEUE, args: [{ payNo: 'P-nothing' }] };
      await (await client.workflow.start(WORKFLOW_TYPE, ended)).result();
      // As it was before, in a backup.
      for (const table of ['payment_results', 'payment_facts'])
        await pool.query(`delete from orders.${table} where pay_no = $1`, [payNo]);
      await pool.query("update orders.pay_records set status = 'unpaid' where pay_no = $1", [payNo]);
    }
    await letAMinutePass();
    expect(await dryRun()).toMatchObject({ watches: 1 });
    expect(await reconcile()).toMatchObject({ started: { watches: 1 } });
    expect(await statusOf(watchIdOf(paid.payNo))).toBe('RUNNING');
    expect(await statusOf(watchIdOf(elsewhere.payNo))).toBe('COMPLETED');
    expect(await database.findPayRecord(paid.payNo)).toMatchObject({ status: 'unpaid' });
  });

  test('a watch that a person cancelled stays so', async () => {
    const payNo = await watched();
    const handle = system().client.workflow.getHandle(watchIdOf(payNo));
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    await letAMinutePass();
    await reconcile();
    expect(await statusOf(watchIdOf(payNo))).toBe('CANCELLED');
  });
});

describe('of a subscriber that is paused by its guard', () => {
  test.each([
    ['terminated', 'was-terminated'],
    ['cancelled', 'was-cancelled'],
  ])('a guard that was %s is begun again', async (how, name) => {
    await createScene(system()).register(name);
    await system().notifications.guards.begin(name, { failed: 20, delivered: 0 });
    await eventually(async () =>
      expect(await system().database.findSubscriber(name)).toMatchObject({ pausedBy: 'subscriberGuard' }),
    );
    const guard = system().client.workflow.getHandle(subscriberGuardIdOf(name));
    expect(await dryRun()).toMatchObject({ guards: 0 });
    await (how === 'terminated' ? guard.terminate('by mistake') : guard.cancel());
    await expect(guard.result()).rejects.toThrow();

    expect(await dryRun()).toMatchObject({ guards: 1 });
    expect(await reconcile()).toMatchObject({ started: { guards: 1 } });
    expect(await statusOf(subscriberGuardIdOf(name))).toBe('RUNNING');
    expect(await dryRun()).toMatchObject({ guards: 0 });
  });

  test('none is begun for one that a person has paused', async () => {
    await createScene(system()).register('paused-by-ann');
    await system().database.setSubscriberStatus({ name: 'paused-by-ann', pausedBy: 'ann' });
    expect(await dryRun()).toMatchObject({ guards: 0 });
    expect(await reconcile()).toMatchObject({ started: { guards: 0 } });
  });
});

test('the rates of subscribers that Temporal has lost are set again', async () => {
  const scene = createScene(system());
  await scene.register('rated', { maxPerSecond: 5 });
  await scene.register('as-fast-as-it-can');
  expect(await rateOf(system(), 'rated')).toBeNull();
  await reconcile();
  expect(await rateOf(system(), 'rated')).toBe(5);
  expect(await rateOf(system(), 'as-fast-as-it-can')).toBeNull();
});

test('a reconciliation that is cancelled says so', async () => {
  await system().stopPaymentsWorkers();
  const { body } = await api().call('POST /reconcile');
  await system().client.workflow.getHandle(`reconcile/${body.jobId}`).cancel();
  await system().startPaymentsWorker();
  await eventually(async () =>
    expect((await api().call(`GET /reconcile/${body.jobId}`)).body).toMatchObject({ state: 'cancelled' }),
  );
});

test('there is nothing to see of one that was never begun', async () => {
  expect((await api().call('GET /reconcile/never')).status).toBe(404);
  expect((await api().call('POST /reconcile', { reason: '' })).status).toBe(400);
});

test('a reconciliation can be cancelled: it starts nothing further, and says so', async () => {
  const scene = createScene(system());
  await scene.register('not-started-again');
  const { payNo } = await untold(scene, 'not-started-again');
  await terminate(workflowIdOf(payNo));
  await letAMinutePass();
  await system().stopPaymentsWorkers(); // so that it has not begun when it is cancelled
  const { jobId } = (await api().call('POST /reconcile', { reason: 'by mistake' })).body;
  const cancel = () => api().call(`POST /reconcile/${jobId}/cancel`);
  expect(await cancel()).toMatchObject({ status: 202, body: { jobId, accepted: 'cancel' } });
  await system().startPaymentsWorker();
  await eventually(async () =>
    expect((await api().call(`GET /reconcile/${jobId}`)).body).toMatchObject({ state: 'cancelled', started: { payments: 0 } }),
  );
  expect(await statusOf(workflowIdOf(payNo))).toBe('TERMINATED');
  await eventually(async () => expect(await cancel()).toMatchObject({ status: 409, type: 'application/problem+json' }));
  expect((await api().call('POST /reconcile/none/cancel')).status).toBe(404);
});
