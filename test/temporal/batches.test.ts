import { randomUUID } from 'node:crypto';
import type { BatchRequest } from '../../src/domain/batch.ts';
import { createBatchJobs } from '../../src/temporal/batch-jobs.ts';
import { createBatches } from '../../src/temporal/batches.ts';
import { eventually } from '../support/eventually.ts';
import { subscribeLocked } from '../support/locked.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();
const batches = () => createBatches(system().client);

/** Retry whatever is parked for a subscriber of this scene. */
const retryParked = ({ orderType }: Scene, subscriber: string): BatchRequest => ({
  query: `WorkflowType = 'paymentNotification' and OrderType = '${orderType}' and PaymentState = 'parked'`,
  signal: { name: 'retryDelivery', input: { subscriber, by: 'ann', reason: 'the ledger is open' } },
  by: 'ann',
  reason: 'the ledger is open',
});

/** So many payments parked for a subscriber, which refuses them until it is opened. */
async function parked(name: string, count: number) {
  const scene = createScene(system());
  const { open } = await subscribeLocked(scene, name);
  const payments = await Promise.all(Array.from({ length: count }, () => scene.pay()));
  const { query } = retryParked(scene, name);
  await eventually(async () => expect(await batches().count(query)).toBe(count));
  return { scene, payments, open };
}

test('a signal to all that a query finds reaches each of them, and nobody else', async () => {
  const { scene, payments, open } = await parked('wide-awake', 5);
  const { payments: others } = await parked('locked-out', 1);
  open();
  const { batchId } = await batches().signalAll(retryParked(scene, 'wide-awake'));
  for (const { handle } of payments) expect(await handle.result()).toMatchObject({ delivered: ['wide-awake: paid'] });
  await eventually(async () =>
    expect(await batches().progress(batchId)).toEqual({ state: 'completed', total: 5, completed: 5, failed: 0 }),
  );
  expect((await others[0]?.handle.describe())?.status.name).toBe('RUNNING');
  const { events } = (await others[0]?.handle.fetchHistory()) ?? {};
  const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
  expect(signals).not.toContain('retryDelivery');
});

test("a batch waits visibly while another's runs, and then begins", async () => {
  const scene = createScene(system());
  const occupied = await occupy();
  const { batchId } = await batches().signalAll(retryParked(scene, 'anybody'));
  const handle = system().client.workflow.getHandle(`batch/${batchId}`);
  await eventually(async () => {
    const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
    expect(pending?.activityType?.name).toBe('startBatch');
    expect(pending?.lastFailure?.message).toMatch(/^waits for its turn: /);
  });
  expect(await batches().progress(batchId)).toMatchObject({ state: 'waiting' });
  await occupied.end();
  expect(await handle.result()).toMatchObject({ state: 'completed', total: 0 });
});

test('a batch that is cancelled while it waits signals nobody', async () => {
  const { scene, payments, open } = await parked('not-woken', 1);
  const occupied = await occupy();
  open();
  const { batchId } = await batches().signalAll(retryParked(scene, 'not-woken'));
  const handle = system().client.workflow.getHandle(`batch/${batchId}`);
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities).toHaveLength(1));
  expect(await batches().cancel(batchId)).toBe(true);
  expect(await handle.result()).toEqual({ state: 'cancelled', total: 0, completed: 0, failed: 0 });
  await occupied.end();
  expect((await payments[0]?.handle.describe())?.status.name).toBe('RUNNING');
  expect(await batches().cancel(batchId)).toBe(false);
});

test('a batch that is cancelled while it runs is stopped', async () => {
  const jobs = createBatchJobs(system().client);
  await system().replacePaymentsWorker({
    startBatch: async ({ jobId }) => {
      if (!(await jobs.read(jobId))) await startLong(jobId);
    },
  });
  const { batchId } = await batches().signalAll(retryParked(createScene(system()), 'anybody'));
  await eventually(async () => expect(await batches().progress(batchId)).toMatchObject({ state: 'running' }));
  expect(await batches().cancel(batchId)).toBe(true);
  expect(await system().client.workflow.getHandle(`batch/${batchId}`).result()).toMatchObject({ state: 'cancelled' });
  expect(await jobs.read(batchId)).toMatchObject({ state: 'failed' });
  await system().replacePaymentsWorker();
});

test('a batch that is begun twice is one', async () => {
  const jobs = createBatchJobs(system().client);
  const scene = createScene(system());
  const jobId = randomUUID();
  await eventually(() => jobs.start(jobId, retryParked(scene, 'anybody')));
  await jobs.start(jobId, retryParked(scene, 'anybody'));
  await eventually(async () => expect(await jobs.read(jobId)).toMatchObject({ state: 'completed' }));
  await jobs.start(jobId, retryParked(scene, 'anybody'));
});

test('a query that Temporal does not understand fails the batch instead of being tried for ever', async () => {
  const scene = createScene(system());
  const { batchId } = await batches().signalAll({ ...retryParked(scene, 'anybody'), query: 'PaymentState = ' });
  const handle = system().client.workflow.getHandle(`batch/${batchId}`);
  await expect(handle.result()).rejects.toThrow();
});

test('of a batch that is not there nothing is known', async () => {
  expect(await batches().progress('none')).toBeUndefined();
  expect(await batches().cancel('none')).toBeUndefined();
});

/** A batch operation that the server is busy with for minutes unless it is stopped: signals to a thousand who are not there. */
async function startLong(jobId: string): Promise<void> {
  const { client, namespace } = system();
  const executions = Array.from({ length: 1000 }, () => ({ workflowId: `payment/${randomUUID()}`, runId: randomUUID() }));
  const signalOperation = { signal: 'any', identity: 'a test' };
  const about = { namespace, jobId, reason: 'a test', maxOperationsPerSecond: 5 };
  await client.workflowService.startBatchOperation({ ...about, executions, signalOperation });
}

async function occupy() {
  const jobId = randomUUID();
  await eventually(() => startLong(jobId));
  const running = "TemporalNamespaceDivision = 'TemporalBatcher' and ExecutionStatus = 'Running'";
  await eventually(async () => expect(await batches().count(running)).toBe(1));
  return { end: () => createBatchJobs(system().client).stop(jobId, 'by a test') };
}
