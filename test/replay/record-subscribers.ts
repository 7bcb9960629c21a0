import { PermanentError } from '../../src/domain/errors.ts';
import { PAYMENTS_TASK_QUEUE, queueWatchIdOf, workflowIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { lookOften } from '../support/look-at-queues.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { hourly, isParked, write, writeHistory } from './recording.ts';

// As record-histories.ts: of subscribers that are hosted, paused, changed, and told again.

const attempts = new Map<string, number>();
const hosted = (failures: number, error: () => Error) => async (message: { idempotencyKey: string }) => {
  const attempt = (attempts.get(message.idempotencyKey) ?? 0) + 1;
  attempts.set(message.idempotencyKey, attempt);
  if (attempt <= failures) throw error();
};
const busy = () => new Error('the ledger is locked');
const refusal = () => new PermanentError('no such account');

const system = useSystem({
  hosted: { ledger: hosted(0, busy), loyalty: hosted(0, busy), flaky: hosted(2, busy), refusing: hosted(1, refusal) },
});

const host = (scene: ReturnType<typeof createScene>, name: string) =>
  scene.register(name, { kind: 'hosted', taskQueue: PAYMENTS_TASK_QUEUE, activity: name });

const changed = (payNo: string, subscriber: string) =>
  system().client.workflow.getHandle(workflowIdOf(payNo)).signal('subscriberChanged', { subscriber });

test('hosted, all delivered', async () => {
  const scene = createScene(system());
  await host(scene, 'ledger');
  await host(scene, 'loyalty');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await write(scene, payNo);
});

test('hosted, one goes on and one is parked', async () => {
  const scene = createScene(system());
  await host(scene, 'flaky');
  await host(scene, 'refusing');
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'refusing');
  await scene.retry(payNo, 'refusing');
  await handle.result();
  await write(scene, payNo);
});

test('paused, then resumed', async () => {
  const scene = createScene(system());
  await scene.subscribe('paused');
  await system().database.setSubscriberStatus({ name: 'paused', pausedBy: 'ann' });
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'paused');
  await system().database.setSubscriberStatus({ name: 'paused', pausedBy: null });
  await changed(payNo, 'paused');
  await handle.result();
  await write(scene, payNo);
});

test('its task queue is changed while it waits', async () => {
  const scene = createScene(system());
  await scene.register('on-a-wrong-queue', { taskQueue: 'nobody-polls-this' });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities).toHaveLength(1));
  await scene.listen('the-right-queue');
  const before = await system().database.findSubscriber('on-a-wrong-queue');
  if (!before) throw new Error('it is registered');
  await system().database.updateSubscriber({ ...before, taskQueue: 'the-right-queue' });
  await changed(payNo, 'on-a-wrong-queue');
  await handle.result();
  await write(scene, payNo);
});

test('delivered once more', async () => {
  const scene = createScene(system());
  await scene.subscribe('forgetful');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await scene.redeliver(payNo, 'forgetful');
  await scene.handleOf(payNo).result();
  await write(scene, payNo);
});

/** A payment waits while nobody polls its subscriber's queue, and is told when somebody does. */
async function outlived(name: string) {
  const scene = createScene(system());
  await scene.register(name, hourly);
  const { payNo, handle } = await scene.pay();
  const stopping = new AbortController();
  const looking = lookOften(system(), 500, stopping.signal);
  await eventually(async () => {
    const { events } = await handle.fetchHistory();
    expect(
      events?.filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'taskQueueSeen'),
    ).toHaveLength(1);
  });
  await scene.listen(name);
  await handle.result();
  const watch = system().client.workflow.getHandle(queueWatchIdOf(name));
  await watch.result();
  stopping.abort();
  await looking;
  return { scene, payNo, watch };
}

test('told when somebody polls its queue again', async () => {
  const { scene, payNo } = await outlived('was-asleep');
  await write(scene, payNo);
});

test('a queue that nobody polls for a while', async () => {
  const { watch } = await outlived('was-away');
  await writeHistory(watch);
});
