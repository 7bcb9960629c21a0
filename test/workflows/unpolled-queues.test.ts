import { queueWatchIdOf } from '../../src/domain/temporal-names.ts';
import { createQueueWatches } from '../../src/temporal/queue-watches.ts';
import { eventually } from '../support/eventually.ts';
import { lookOften } from '../support/look-at-queues.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

const GAP_MS = 500;
let stopping: AbortController;

const startLooking = () => {
  stopping = new AbortController();
  return lookOften(system(), GAP_MS, stopping.signal);
};

/** What the Web UI shows of a payment. */
async function detailsOf(scene: Scene, payNo: string): Promise<string> {
  const { currentDetails } = await scene.handleOf(payNo).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

const says = (scene: Scene, payNo: string, words: RegExp) =>
  eventually(async () => expect(await detailsOf(scene, payNo)).toMatch(words));

const watchOf = (queue: string) => system().client.workflow.getHandle(queueWatchIdOf(queue));

/** After the provider's word, which may be said again on a busy machine. */
const signalsOf = async (scene: Scene, payNo: string): Promise<string[]> => {
  const { events } = await scene.handleOf(payNo).fetchHistory();
  const names = (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
  expect(names[0]).toBe('paymentFact');
  return names.filter((name) => name !== 'paymentFact');
};

const inAnHour = { initialIntervalSeconds: 3_600, maximumIntervalSeconds: 3_600, backoffCoefficient: 1 };
const hourly = { retry: { ...inAnHour, maximumAttempts: null, giveUpAfterSeconds: null } };

test('a payment that waits for a worker says so in its details, those that come later too, until a worker polls again', async () => {
  const scene = createScene(system());
  const other = await scene.subscribe('is-there');
  await scene.register('asleep', hourly);
  const { payNo } = await scene.pay();
  const looking = startLooking();
  await says(scene, payNo, /\*\*asleep\*\* \(paid\): no worker polls asleep, since \d{4}-\d\d-\d\dT[\d:.]+Z or before/);
  const later = await scene.pay();
  await says(scene, later.payNo, /no worker polls asleep, since/);
  expect(await signalsOf(scene, payNo)).toEqual(['taskQueueSeen']);

  // A worker that fails, so that the delivery still waits once somebody polls.
  await scene.listen('asleep', () => Promise.reject(new Error('still starting')));
  for (const one of [payNo, later.payNo])
    await says(scene, one, /\*\*asleep\*\* \(paid\): being told; its attempts are under Pending Activities/);
  await watchOf('asleep').result();
  expect(await signalsOf(scene, payNo)).toEqual(['taskQueueSeen', 'taskQueueSeen']);
  await eventually(() => expect(other).toHaveLength(2));
  stopping.abort();
  await looking;
});

test('a payment whose subscribers are there, or wait on another queue, hears nothing', async () => {
  const scene = createScene(system());
  await scene.register('unheard');
  const elsewhere = createScene(system());
  await elsewhere.subscribe('fails', () => Promise.reject(new Error('not now')), hourly);
  const retrying = await elsewhere.pay();
  // What is younger than that is left to a later round.
  const isOld = "select from orders.payment_results where pay_no = $1 and recorded_at < now() - interval '5 seconds'";
  await eventually(async () => expect((await system().pool.query(isOld, [retrying.payNo])).rows).toHaveLength(1));
  const waiting = await scene.pay();
  await createQueueWatches(system().client, GAP_MS).begin('unheard');
  await says(scene, waiting.payNo, /no worker polls unheard/);
  // All of a round is said before the next attempt of the watch.
  const attempt = async () => (await watchOf('unheard').describe()).raw.pendingActivities?.[0]?.attempt ?? 0;
  const now = await attempt();
  await eventually(async () => expect(await attempt()).toBeGreaterThan(now));
  expect(await signalsOf(elsewhere, retrying.payNo)).toEqual([]);
});

test('a queue that is polled again at the second look was not said to be without a worker', async () => {
  const scene = createScene(system());
  await scene.register('restarts', hourly);
  const { payNo } = await scene.pay();
  const found = () => system().database.listWaitingPayments({ subscribers: ['restarts'], from: null, until: null, after: '' });
  await eventually(async () => expect(await found()).toMatchObject({ payNos: [payNo] }));
  const handle = watchOf('restarts');
  await createQueueWatches(system().client, 10_000).begin('restarts');
  await eventually(async () => {
    const { raw } = await handle.describe();
    expect(raw.pendingActivities?.[0]?.lastFailure?.message).toBe('no worker polls restarts');
  });
  await scene.listen('restarts', () => Promise.reject(new Error('still starting')));
  await handle.result();
  expect(await signalsOf(scene, payNo)).toEqual([]);
});

test('the watch of a queue ends when the last subscriber has left it, and the delivery does not wait there any more', async () => {
  const scene = createScene(system());
  await scene.register('moves', { taskQueue: 'tpyo' });
  const { payNo } = await scene.pay();
  await createQueueWatches(system().client, GAP_MS).begin('tpyo');
  await says(scene, payNo, /no worker polls tpyo/);
  const found = await system().database.findSubscriber('moves');
  if (!found) throw new Error('it is registered');
  await system().database.updateSubscriber({ ...found, taskQueue: 'typo' });
  await system().notifications.rereadSubscriber(payNo, 'moves');
  await says(scene, payNo, /\*\*moves\*\* \(paid\): being told/);
  await watchOf('tpyo').result();
});

test('however long nobody polls, the watch of a queue grows no history', async () => {
  const scene = createScene(system());
  await scene.register('gone-for-good');
  await createQueueWatches(system().client, 50).begin('gone-for-good');
  const handle = watchOf('gone-for-good');
  await eventually(async () => {
    const { raw } = await handle.describe();
    expect(raw.pendingActivities?.[0]?.attempt).toBeGreaterThan(10);
  });
  expect((await handle.describe()).historyLength).toBeLessThan(8);
});
