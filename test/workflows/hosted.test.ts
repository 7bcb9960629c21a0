import { setTimeout } from 'node:timers/promises';
import { PermanentError } from '../../src/domain/errors.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import type { Subscriber } from '../../src/domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

type Hosted = (message: PaymentResultMessage, attempt: number) => unknown;

const codes = new Map<string, Hosted>();
const attempts = new Map<string, PaymentResultMessage[]>();

/** The code that the payments worker hosts: a name, and what a test lets it do. */
const host = (name: string) => async (message: PaymentResultMessage) => {
  const made = [...(attempts.get(name) ?? []), message];
  attempts.set(name, made);
  await codes.get(name)?.(message, attemptsOf(name, message).length);
};

const attemptsOf = (name: string, { payNo }: { payNo: string }) =>
  (attempts.get(name) ?? []).filter((one) => one.payNo === payNo);

const retry = { initialIntervalSeconds: 0.05, backoffCoefficient: 1, maximumIntervalSeconds: 1, giveUpAfterSeconds: null };
const policies: Record<string, Partial<Subscriber>> = { once: { retry: { ...retry, maximumAttempts: 1 } } };

const names = ['ledger', 'loyalty', 'mailing', 'flaky', 'refusing', 'once', 'slow', 'crashing', 'healthy'];
const system = useSystem({ hosted: Object.fromEntries(names.map((name) => [name, host(name)])) });

async function hosted(scene: Scene, name: string, code: Hosted) {
  codes.set(name, code);
  await scene.register(name, { kind: 'hosted', taskQueue: PAYMENTS_TASK_QUEUE, activity: name, ...policies[name] });
}

const eventTypes = async (handle: Awaited<ReturnType<ReturnType<typeof createScene>['pay']>>['handle']) => {
  const { events } = await handle.fetchHistory();
  return (events ?? []).map(({ activityTaskScheduledEventAttributes: scheduled, markerRecordedEventAttributes: marker }) => ({
    scheduled: scheduled?.activityType?.name,
    marker: marker?.markerName,
  }));
};

test('hosted subscribers are told side by side, within the first workflow task, each under its own name', async () => {
  const scene = createScene(system());
  const gates = new Map<string, ReturnType<typeof createGate> & { waiting: number }>();
  const together = ({ payNo }: PaymentResultMessage) => {
    const all = gates.get(payNo) ?? { ...createGate(), waiting: 0 };
    gates.set(payNo, all);
    all.waiting++;
    if (all.waiting === 3) all.open();
    return all.opened;
  };
  for (const name of ['ledger', 'loyalty', 'mailing']) await hosted(scene, name, together);
  // A local try that a busy machine does not end within two seconds goes on as an activity: then another payment shows it.
  await eventually(async () => {
    const { payNo, handle } = await scene.pay();
    expect(await handle.result()).toEqual({
      outcome: 'told',
      delivered: ['ledger: paid', 'loyalty: paid', 'mailing: paid'],
      skipped: [],
    });
    expect(await scene.settled(payNo)).toMatchObject([
      { subscriber: 'ledger', status: 'delivered', attempts: 1 },
      { subscriber: 'loyalty', status: 'delivered', attempts: 1 },
      { subscriber: 'mailing', status: 'delivered', attempts: 1 },
    ]);
    const keys = attemptsOf('ledger', { payNo }).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([`${payNo}/paid/ledger`]);
    const events = await eventTypes(handle);
    expect(events.filter(({ scheduled }) => scheduled)).toEqual([]);
    // recordPayment, three subscribers, recordDeliveries
    expect(events.filter(({ marker }) => marker === 'core_local_activity')).toHaveLength(5);
    const { events: history } = await handle.fetchHistory();
    expect((history ?? []).filter(({ workflowTaskCompletedEventAttributes: completed }) => completed)).toHaveLength(1);
  });
});

test('a hosted subscriber that fails goes on as a regular activity, and nobody who was told is told again', async () => {
  const scene = createScene(system());
  await hosted(scene, 'flaky', (_, attempt) => {
    if (attempt < 3) throw new Error(`the ledger is locked, ${attempt}`);
  });
  // Longer than its policy's first interval, in which a regular activity could have made a second attempt.
  await hosted(scene, 'healthy', () => setTimeout(4 * 1000 * retry.initialIntervalSeconds));
  // As above.
  await eventually(async () => {
    const { payNo, handle } = await scene.pay();
    await handle.result();
    expect(attemptsOf('flaky', { payNo })).toHaveLength(3);
    expect(attemptsOf('healthy', { payNo })).toHaveLength(1);
    expect(await scene.settled(payNo)).toMatchObject([
      { subscriber: 'flaky', status: 'delivered', attempts: 3, lastError: 'the ledger is locked, 2' },
      { subscriber: 'healthy', status: 'delivered', attempts: 1 },
    ]);
    const scheduled = (await eventTypes(handle)).flatMap((event) => event.scheduled ?? []);
    expect(scheduled).toEqual(['flaky']);
  });
});

test('a hosted subscriber that refuses for good is parked at once, and delivered when it is retried', async () => {
  const scene = createScene(system());
  await hosted(scene, 'refusing', (_, attempt) => {
    if (attempt === 1) throw new PermanentError('no such account');
  });
  const { payNo, handle } = await scene.pay();
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'refusing')).toMatchObject({ status: 'parked', parkedReason: 'no such account' }),
  );
  await eventually(async () =>
    expect((await handle.describe()).searchAttributes).toMatchObject({
      PaymentState: ['parked'],
      ParkedReasons: ['refusing:PermanentError'],
    }),
  );
  await scene.retry(payNo, 'refusing');
  expect(await handle.result()).toMatchObject({ delivered: ['refusing: paid'] });
  expect(await scene.settled(payNo)).toMatchObject([{ attempts: 2, lastError: 'no such account' }]);
});

test('the local try of a hosted subscriber is one of the attempts of its policy', async () => {
  const scene = createScene(system());
  await hosted(scene, 'once', () => {
    throw new Error('still locked');
  });
  const { payNo } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'once')).toMatchObject({ status: 'parked' }));
  expect(attempts.get('once')).toHaveLength(1);
  await scene.skip(payNo, 'once');
});

test('a hosted subscriber that takes longer than a workflow task may goes on as a regular activity', async () => {
  const scene = createScene(system());
  const gate = createGate();
  await hosted(scene, 'slow', (_, attempt) => (attempt === 1 ? gate.opened : undefined));
  const { payNo, handle } = await scene.pay();
  expect(await handle.result()).toMatchObject({ delivered: ['slow: paid'] });
  gate.open();
  expect(await scene.settled(payNo)).toMatchObject([{ attempts: 2, lastError: 'an attempt took too long' }]);
});

test('a payment whose worker ends within the first workflow task is told again, with the same keys', async () => {
  const scene = createScene(system());
  const begun = createGate();
  const end = createGate();
  await hosted(scene, 'crashing', async (_, attempt) => {
    if (attempt > 1) return;
    begun.open();
    await end.opened;
    throw new Error('the worker was stopped');
  });
  const { payNo, handle } = await scene.pay();
  await begun.opened;
  const stopping = system().replacePaymentsWorker();
  end.open();
  await stopping;
  expect(await handle.result()).toMatchObject({ delivered: ['crashing: paid'] });
  expect(new Set(attempts.get('crashing')?.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
    new Set([`${payNo}/paid/crashing`]),
  );
});
