import { randomUUID } from 'node:crypto';
import { PermanentError } from '../../src/domain/errors.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { paidFact } from '../support/payments.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

afterEach(() => system().replacePaymentsWorker());

test('a worker that dies between the commit of a payment and the word to Temporal: it is told once', async () => {
  const { activities } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('told-once');
  const answers: unknown[] = [];
  const { opened: restarted, open: restart } = createGate();
  await system().replacePaymentsWorker({
    async recordPayment(input) {
      answers.push(await activities.recordPayment(input));
      await restarted; // never says what it did, as a process that is gone
      return activities.recordPayment(input);
    },
  });
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(answers).toHaveLength(2)); // the local try, and after its time the regular one
  expect(answers[1]).toEqual(answers[0]);
  restart();
  expect(await handle.result()).toMatchObject({ delivered: ['told-once: paid'] });
  expect(told).toHaveLength(1);
  expect(await system().database.listFacts(payNo)).toHaveLength(1);
});

test('a record of deliveries that Temporal never hears of is written again and changes nothing', async () => {
  const { activities } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('recorded-once');
  let tries = 0;
  await system().replacePaymentsWorker({
    async recordDeliveries(input) {
      await activities.recordDeliveries(input);
      tries++;
      if (tries < 3) throw new Error('the connection is lost after the commit');
    },
  });
  const { payNo, handle } = await scene.pay();
  expect(await handle.result()).toMatchObject({ delivered: ['recorded-once: paid'] });
  expect(tries).toBe(3);
  expect(told).toHaveLength(1);
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'recorded-once', attempts: 1 }]);
});

test.each([
  ['first, local', 1],
  ['second, regular', 2],
])('a signal that comes with the end of the last record, in its %s try, is not lost', async (_, tryOfSignal) => {
  const { activities } = system();
  const scene = createScene(system());
  const { payNo } = await scene.newPayment();
  await scene.subscribe(`told-before-signal-${tryOfSignal}`);
  const late = paidFact(payNo, { event: 'finished', notificationId: `late-${payNo}` });
  let tries = 0;
  let sent: Promise<void> | undefined;
  await system().replacePaymentsWorker({
    async recordDeliveries(input) {
      tries++;
      if (tries === tryOfSignal) sent = system().notify(late);
      await sent; // of whichever try
      if (tries < tryOfSignal) throw new Error('the local try fails');
      return activities.recordDeliveries(input);
    },
  });
  await system().notify(paidFact(payNo));
  const { runId } = await scene.handleOf(payNo).describe();
  await eventually(async () =>
    expect((await system().database.listFacts(payNo)).map(({ fact }) => fact.event)).toEqual(['paid', 'finished']),
  );
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: [`told-before-signal-${tryOfSignal}: paid`] });
  expect((await scene.handleOf(payNo).describe()).runId).toBe(runId);
});

test('a signal that comes while a fact is recorded is recorded after it', async () => {
  const { activities } = system();
  const scene = createScene(system());
  const { payNo } = await scene.newPayment();
  const wrong = paidFact(payNo, { notificationId: `wrong-${payNo}`, amount: { currency: 'CNY', amountMinor: 1 } });
  let isSent = false;
  await system().replacePaymentsWorker({
    async recordPayment(input) {
      if (!isSent) await system().notify(wrong);
      isSent = true;
      return activities.recordPayment(input);
    },
  });
  await system().notify(paidFact(payNo));
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  expect((await system().database.listFacts(payNo)).map(({ held }) => held?.code)).toEqual([undefined, 'amount_differs']);
});

/** One subscriber that was told, which Postgres knows, and one that is parked. */
async function oneToldOneParked(scene: Scene, name: string) {
  let isRepaired = false;
  const told = await scene.subscribe(`${name}-told`);
  const parked = await scene.subscribe(`${name}-parked`, () => {
    if (!isRepaired) throw new PermanentError('the course is not published');
  });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.settled(payNo)).toMatchObject([{ subscriber: `${name}-told` }]));
  const repair = () => {
    isRepaired = true;
  };
  return { payNo, handle, told, parked, repair };
}

test('a run that is reset to before the payment was recorded does not tell again who was told', async () => {
  const scene = createScene(system());
  const { payNo, handle, told, parked, repair } = await oneToldOneParked(scene, 'reset');
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  repair();
  await system().client.workflowService.resetWorkflowExecution({
    namespace: system().namespace,
    workflowExecution: { workflowId: handle.workflowId, runId },
    workflowTaskFinishEventId: firstTask?.eventId ?? null,
    reason: 'to before recordPayment',
    requestId: randomUUID(),
  });
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: ['reset-parked: paid', 'reset-told: paid'] });
  expect((await scene.handleOf(payNo).describe()).runId).not.toBe(runId);
  expect(told).toHaveLength(1);
  expect(parked).toHaveLength(2);
  expect(await scene.settled(payNo)).toMatchObject([
    { subscriber: 'reset-parked', status: 'delivered' },
    { subscriber: 'reset-told', status: 'delivered', attempts: 1 },
  ]);
});

test('a run that was terminated is made good by a repeat of the notification: what is unsettled is told', async () => {
  const scene = createScene(system());
  const { payNo, handle, told, parked, repair } = await oneToldOneParked(scene, 'terminated');
  await handle.terminate('by mistake');
  repair();
  await system().notify(paidFact(payNo));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'told' });
  expect(told).toHaveLength(1);
  expect(parked).toHaveLength(2);
  expect(await scene.unsettled(payNo)).toEqual([]);
});

test('a run that was terminated before it recorded anything is made good by a repeat', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('never-recorded');
  await system().stopPaymentsWorkers();
  const { payNo, handle } = await scene.pay();
  await handle.terminate('by mistake');
  await system().replacePaymentsWorker();
  await system().notify(paidFact(payNo));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: ['never-recorded: paid'] });
  expect(told).toHaveLength(1);
});

test('a worker that forgets everything in between tells nobody twice', async () => {
  const scene = createScene(system());
  const { payNo, told, parked, repair } = await oneToldOneParked(scene, 'replayed');
  await system().replacePaymentsWorker(); // an empty cache: the run is replayed from its history
  repair();
  await scene.retry(payNo, 'replayed-parked');
  expect(await scene.handleOf(payNo).result()).toMatchObject({ delivered: ['replayed-parked: paid', 'replayed-told: paid'] });
  expect(told).toHaveLength(1);
  expect(parked).toHaveLength(2);
});
