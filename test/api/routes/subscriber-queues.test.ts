import { tsToMs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { createWorker } from '../../../src/temporal/worker.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact } from '../../support/payments.ts';
import { rateOf as rateOfQueue } from '../../support/queue-rate.ts';
import { useSystem } from '../../support/system.ts';
import { listener, notificationsAt, startApi, useApi } from '../fixture.ts';
import { registry } from '../registry.ts';

const system = useSystem();
const api = useApi(system);
const { add, read, change, remove, list, clear } = registry(api);
afterEach(clear);

const rateOf = (taskQueue: string) => rateOfQueue(system(), taskQueue);

async function paid(): Promise<string> {
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  return payNo;
}

/** When a worker took the delivery, on the server's clock, in milliseconds. */
async function toldAt(payNo: string): Promise<number> {
  const { events } = await system().client.workflow.getHandle(workflowIdOf(payNo)).fetchHistory();
  const time = events?.find((event) => event.activityTaskStartedEventAttributes)?.eventTime;
  if (!time) throw new Error('it is not told yet');
  return tsToMs(time);
}

describe('the rate of a subscriber', () => {
  test('is the limit of its queue, until it is changed, lifted or the subscriber removed', async () => {
    await add({ name: 'mail', taskQueue: 'mail', maxPerSecond: 5 });
    expect(await rateOf('mail')).toBe(5);
    await change('mail', { maxPerSecond: 0.5 });
    expect(await rateOf('mail')).toBe(0.5);
    await change('mail', { maxPerSecond: null });
    expect(await rateOf('mail')).toBeNull();
    await change('mail', { maxPerSecond: 7 });
    await remove('mail');
    expect(await rateOf('mail')).toBeNull();
  });

  test('that Temporal has lost is set by a change that says the same again', async () => {
    await add({ name: 'mail', taskQueue: 'mail', maxPerSecond: 5 });
    await system().notifications.taskQueues.limitRate('mail', null);
    await change('mail', { timeoutSeconds: 20 });
    expect(await rateOf('mail')).toBeNull();
    await change('mail', { maxPerSecond: 5 });
    expect(await rateOf('mail')).toBe(5);
  });

  test('moves with it to another queue', async () => {
    await add({ name: 'mail', taskQueue: 'mail', maxPerSecond: 5 });
    await change('mail', { taskQueue: 'post' });
    expect([await rateOf('mail'), await rateOf('post')]).toEqual([null, 5]);
  });

  test('is the lowest where several are told on one queue', async () => {
    await add({ name: 'mail', taskQueue: 'shared', maxPerSecond: 5 });
    await add({ name: 'books', taskQueue: 'shared', maxPerSecond: 2 });
    await add({ name: 'shelf', taskQueue: 'shared' });
    expect(await rateOf('shared')).toBe(2);
    await remove('books');
    expect(await rateOf('shared')).toBe(5);
  });

  test('is that of the queue of its own where we call it over HTTP', async () => {
    await add({ name: 'mail', kind: 'http', url: 'https://mail.example/', maxPerSecond: 3 });
    expect(await rateOf('deliver/mail')).toBe(3);
  });

  test('holds over all workers: what is more waits its turn', async () => {
    await add({ name: 'slow', taskQueue: 'slow', maxPerSecond: 2 });
    const slow = listener();
    const activities = { onPaymentResult: slow.onPaymentResult };
    const payNos = await Promise.all(Array.from({ length: 12 }, paid));
    const worker = await system().startSubscriberWorker('slow', activities);
    // One connection takes one worker of a queue: the second has its own, as another process would.
    const { TEST_TEMPORAL_ADDRESS: address = '' } = process.env;
    const connection = await NativeConnection.connect({ address });
    const second = await createWorker({ connection, namespace: system().namespace, taskQueue: 'slow', activities });
    await second.runUntil(eventually(() => expect(slow.told).toHaveLength(12)));
    // A limiter lets a burst of as much as a second through at first.
    const at = await eventually(() => Promise.all(payNos.map(toldAt)));
    expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(3_500);
    await connection.close();
    await system().stopWorker(worker);
  });

  test('cannot be set with Temporal away, and then nothing is changed; what sets none can', async () => {
    const { address } = await refusing();
    const { notifications, close } = notificationsAt(address);
    const { app, call } = await startApi({ database: system().database, notifications });
    expect(await call('POST /subscribers', { name: 'mail', kind: 'activity', taskQueue: 'mail', maxPerSecond: 5 })).toMatchObject(
      {
        status: 503,
        body: { detail: 'Temporal does not answer; try again' },
      },
    );
    expect(await read('mail')).toMatchObject({ status: 404 });
    expect(await call('POST /subscribers', { name: 'mail', kind: 'activity', taskQueue: 'mail' })).toMatchObject({ status: 201 });
    await app.close();
    await close();
  });
});

describe('a subscriber whose queue', () => {
  test('nobody polls is said so, in its own view, in the list and where its delivery waits', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    const problem = 'no worker polls asleep';
    await eventually(async () => expect((await read('asleep')).body.problem).toBe(problem));
    await eventually(async () => expect((await list()).body).toMatchObject([{ name: 'asleep', problem }]));
    const payNo = await paid();
    await eventually(async () => {
      const { body } = await api().call(`GET /payments/${payNo}`);
      expect(body.results[0].deliveries).toMatchObject([{ subscriber: 'asleep', status: 'pending', problem }]);
    });
  });

  test('somebody polls has no problem', async () => {
    await add({ name: 'awake', taskQueue: 'awake' });
    const worker = await system().startSubscriberWorker('awake', listener());
    await eventually(async () => expect((await read('awake')).body).not.toHaveProperty('problem'));
    expect((await list()).body[0]).not.toHaveProperty('problem');
    await system().stopWorker(worker);
  });

  test('cannot be looked at, with Temporal away, is listed within seconds without a word about it', async () => {
    await add({ name: 'unseen', taskQueue: 'unseen' });
    const { address } = await refusing();
    const { notifications, close } = notificationsAt(address);
    const { status, body } = await eventually(async () => {
      const { app, call } = await startApi({ database: system().database, notifications });
      const startedAt = Date.now();
      const answer = await call('GET /subscribers').finally(() => app.close());
      expect(Date.now() - startedAt).toBeLessThan(2_000);
      return answer;
    });
    expect({ status, names: body.map(({ name }: { name: string }) => name) }).toEqual({ status: 200, names: ['unseen'] });
    expect(body[0]).not.toHaveProperty('problem');
    await close();
  });
});
