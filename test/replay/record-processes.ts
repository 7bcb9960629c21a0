import { PermanentError } from '../../src/domain/errors.ts';
import type { OperatorEventMessage } from '../../src/domain/operator-event.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import {
  backfillIdOf,
  batchWorkflowIdOf,
  OPEN_PAYMENTS,
  operatorEventIdOf,
  reconcileIdOf,
  subscriberGuardIdOf,
  watchIdOf,
} from '../../src/domain/temporal-names.ts';
import { createSubscriberGuards } from '../../src/temporal/subscriber-guards.ts';
import { createAnnounced } from '../support/announced.ts';
import { createAskedProvider } from '../support/asked-provider.ts';
import { eventually } from '../support/eventually.ts';
import { paidFact, subscriber } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { isParked, write, writeHistory } from './recording.ts';

// As record-histories.ts: of the processes beside the payments' own.

const asked = createAskedProvider();
const system = useSystem({ providers: new Map([['alipay', asked.provider]]) });

const handleOf = (workflowId: string) => system().client.workflow.getHandle(workflowId);

test('a payment that begins with its fact', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-eagerly');
  const { payNo } = await scene.newPayment();
  await system().client.workflow.start('paymentNotification', {
    workflowId: `payment/${payNo}`,
    taskQueue: 'payments',
    args: [{ payNo, fact: paidFact(payNo) }],
  });
  await scene.handleOf(payNo).result();
  await write(scene, payNo);
});

test('a watch that asks and finds it paid', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-after-asking');
  const { payNo } = await scene.newPayment();
  asked.says(payNo, { query: () => [paidFact(payNo)] });
  await system().notifications.watch(payNo, 'alipay');
  await handleOf(watchIdOf(payNo)).result();
  await writeHistory(handleOf(watchIdOf(payNo)));
});

test('an event that is refused, then told', async () => {
  const heard: OperatorEventMessage[] = [];
  await system().database.insertSubscriber(subscriber('on-call', { events: 'operator' }));
  await system().startSubscriberWorker('on-call', {
    onPaymentResult: async (message: OperatorEventMessage) => {
      heard.push(message);
      if (heard.length === 1) throw new PermanentError('the pager is off');
    },
  });
  const { handle } = await createScene(system()).pay();
  await handle.result();
  const eventId = await eventually(() => heard[0]?.eventId ?? Promise.reject(new Error('not heard of yet')));
  const event = handleOf(operatorEventIdOf(eventId));
  await event.signal('retryDelivery', { subscriber: 'on-call', by: 'ann', reason: 'the pager is on' });
  await event.result();
  await writeHistory(event);
});

test('an event that is parked by a pause, then told, while another is told at once', async () => {
  const { register, listen, announce, becomes, setPaused, changed } = createAnnounced(system());
  await register('pager-at-once');
  await register('pager-paused');
  await listen('pager-at-once');
  await listen('pager-paused');
  await setPaused('pager-paused', 'ann');
  const { eventId, handle } = await announce();
  await becomes(eventId, 'pager-paused', { status: 'parked' });
  await becomes(eventId, 'pager-at-once', { status: 'delivered' });
  await setPaused('pager-paused', null);
  await changed(eventId, 'pager-paused');
  await handle.result();
  await writeHistory(handle);
  for (const name of ['pager-at-once', 'pager-paused']) await system().database.removeSubscriber(name);
});

test('a batch that signals two payments', async () => {
  const scene = createScene(system());
  await scene.subscribe('refuses', () => {
    throw new PermanentError('no');
  });
  for (const { payNo } of [await scene.pay(), await scene.pay()]) await isParked(scene, payNo, 'refuses');
  const signal = { name: 'skipDelivery', input: { subscriber: 'refuses', by: 'ann', reason: 'not needed' } };
  const { batchId } = await system().notifications.batches.signalAll({
    query: `${OPEN_PAYMENTS} AND OrderType = '${scene.orderType}'`,
    signal,
    by: 'ann',
    reason: 'not needed',
  });
  await handleOf(batchWorkflowIdOf(batchId)).result();
  await writeHistory(handleOf(batchWorkflowIdOf(batchId)));
});

test('a reconciliation that starts one payment again', async () => {
  const scene = createScene(system());
  await scene.register('without-a-worker');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect((await handle.describe()).raw.pendingActivities).toHaveLength(1));
  await handle.terminate('by mistake');
  await system().pool.query(`update orders.payment_results set recorded_at = now() - interval '1 hour' where pay_no = $1`, [
    payNo,
  ]);
  const { jobId } = await system().notifications.reconciliations.begin({ by: 'ann', reason: 'terminated by mistake' });
  await handleOf(reconcileIdOf(jobId)).result();
  await writeHistory(handleOf(reconcileIdOf(jobId)));
});

test('a backfill of two payments', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-in-time');
  for (const { handle } of [await scene.pay(), await scene.pay()]) await handle.result();
  await scene.subscribe('came-later');
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const input = { subscriber: 'came-later', since, by: 'ann', reason: 'it came later' };
  const { backfillId } = await system().notifications.backfills.begin(input);
  await handleOf(backfillIdOf('came-later', backfillId)).result();
  await writeHistory(handleOf(backfillIdOf('came-later', backfillId)));
});

test('a guard whose first probe succeeds', async () => {
  const scene = createScene(system());
  let isDown = true;
  await scene.subscribe(
    'down-for-a-while',
    () => {
      if (isDown) throw new Error('HTTP 503');
    },
    { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } },
  );
  await scene.pay();
  isDown = false;
  const failures = { failed: 20, delivered: 0 };
  await createSubscriberGuards(system().client, 3_000).begin('down-for-a-while', failures);
  await handleOf(subscriberGuardIdOf('down-for-a-while')).result();
  await writeHistory(handleOf(subscriberGuardIdOf('down-for-a-while')));
});
