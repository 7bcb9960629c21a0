import { PermanentError } from '../../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../../src/domain/subscription.ts';
import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, notificationsAt, startApi, useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);

const fails = listener(() => {
  throw new Error('the ledger is locked');
});
const refuses = listener(() => {
  throw new PermanentError('no such account');
});

// One subscriber for each thing that can become of a delivery; nobody polls for `asleep`.
beforeAll(async () => {
  const { database, startSubscriberWorker } = system();
  const twiceAtOnceThenInAMinute = { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05, backoffCoefficient: 1_200 };
  await database.insertSubscriber(subscriber('told'));
  await database.insertSubscriber(subscriber('asleep'));
  await database.insertSubscriber(subscriber('failing', { retry: twiceAtOnceThenInAMinute }));
  await database.insertSubscriber(subscriber('refusing'));
  await database.insertSubscriber(subscriber('left-out', { orderTypes: ['60202'] }));
  await startSubscriberWorker('told', listener());
  await startSubscriberWorker('failing', fails);
  await startSubscriberWorker('refusing', refuses);
});

type Answer = Awaited<ReturnType<ReturnType<typeof api>['call']>>;
type Names = 'told' | 'asleep' | 'failing' | 'refusing';
type Deliveries = { subscriber: string; status: string; nextAttemptAt: string | null }[];

const look = async (payNo: string): Promise<Answer['body']> => (await api().call(`GET /payments/${payNo}`)).body;
const byName = ({ results }: { results: { deliveries: Deliveries }[] }) =>
  Object.fromEntries((results[0]?.deliveries ?? []).map((delivery) => [delivery.subscriber, delivery])) as Record<
    Names,
    Deliveries[number]
  >;

/** A payment of which every delivery has come as far as it comes without a person. */
async function paid(): Promise<{ payNo: string; orderId: string; body: Answer['body'] }> {
  const { payNo, order } = await newPayment(system());
  await system().notify(paidFact(payNo));
  const body = await eventually(async () => {
    const seen = await look(payNo);
    expect(byName(seen)).toMatchObject({
      told: { status: 'delivered' },
      asleep: { status: 'pending', problem: 'no worker polls asleep' },
      failing: { status: 'retrying', attempts: 2, nextAttemptAt: expect.any(String) },
      refusing: { status: 'parked' },
    });
    return seen;
  });
  return { payNo, orderId: order.orderId, body };
}

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const NOTHING_YET = { lastError: null, nextAttemptAt: null, deliveredAt: null };

describe('a payment whose deliveries are open', () => {
  test('shows what its provider said, and what that made of it', async () => {
    const { payNo, orderId, body } = await paid();
    const amount = { currency: 'CNY', amountMinor: 8880 };
    expect(body).toMatchObject({ payNo, orderId, provider: 'alipay', transactionId: `t-${payNo}`, amount, refundedMinor: 0 });
    expect(body).toMatchObject({ status: 'paid', results: [{ resultId: 'paid', result: 'paid' }] });
    expect(body).not.toHaveProperty('heldReason');
    const { notificationId, occurredAt } = paidFact(payNo);
    const fact = {
      notificationId,
      event: 'paid',
      transactionId: `t-${payNo}`,
      amount,
      refund: null,
      occurredAt,
      recordedAt: TIME,
    };
    expect(body.facts).toEqual([fact]);
  });

  test('shows each delivery: told, waiting for a worker, retrying and parked', async () => {
    const { body } = await paid();
    const { told, asleep, failing, refusing: parked } = byName(body);
    expect(told).toEqual({ ...NOTHING_YET, subscriber: 'told', status: 'delivered', attempts: 1, deliveredAt: TIME });
    const problem = 'no worker polls asleep';
    expect(asleep).toEqual({ ...NOTHING_YET, subscriber: 'asleep', status: 'pending', attempts: 0, problem });
    expect(failing).toEqual({
      ...{ ...NOTHING_YET, subscriber: 'failing', status: 'retrying', attempts: 2 },
      ...{ lastError: 'the ledger is locked', nextAttemptAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(parked).toEqual({
      ...{ ...NOTHING_YET, subscriber: 'refusing', status: 'parked', attempts: 1 },
      ...{ lastError: 'no such account', parkedReason: 'no such account', failureType: 'PermanentError' },
    });
  });

  test('shows when the next attempt comes', async () => {
    const { body } = await paid();
    const nextAttemptAt = Date.parse(byName(body).failing.nextAttemptAt ?? '');
    expect(nextAttemptAt).toBeGreaterThan(Date.now());
    expect(nextAttemptAt).toBeLessThan(Date.now() + 61_000);
  });

  test('shows who is not told, and why', async () => {
    const { body } = await paid();
    const reason = 'order type 60201 is not among 60202';
    expect(body.notMatched).toEqual([{ resultId: 'paid', subscriber: 'left-out', reason }]);
  });

  test('shows its workflow, and where the Web UI has it', async () => {
    const { payNo, body } = await paid();
    const { runId } = await system().client.workflow.getHandle(workflowIdOf(payNo)).describe();
    const url = `http://temporal.test/payment%2F${payNo}/${runId}`;
    expect(body.workflow).toEqual({ id: `payment/${payNo}`, runId, status: 'RUNNING', url });
  });

  test('shows what is settled with Temporal away, and says unknown of the rest', async () => {
    const { payNo } = await paid();
    // What is settled is in Postgres as soon as another delivery parks.
    await eventually(async () => {
      const [result] = await system().database.listResults(payNo);
      expect(result?.settled).toMatchObject([{ subscriber: 'told' }]);
    });
    const { address } = await refusing();
    const { notifications, close } = notificationsAt(address);
    const away = await startApi({ database: system().database, notifications });
    const { status, body } = await away.call(`GET /payments/${payNo}`);
    expect({ status, workflow: body.workflow, paid: body.status }).toEqual({ status: 200, workflow: null, paid: 'paid' });
    const { told, ...open } = byName(body);
    expect(told).toEqual({ ...NOTHING_YET, subscriber: 'told', status: 'delivered', attempts: 1, deliveredAt: TIME });
    for (const delivery of Object.values(open))
      expect(delivery).toMatchObject({ ...NOTHING_YET, status: 'unknown', attempts: null });
    expect(Object.keys(open).sort()).toEqual(['asleep', 'failing', 'refusing']);
    await away.app.close();
    await close();
  });
});

describe('a payment whose deliveries are settled', () => {
  async function settled() {
    const { payNo } = await paid();
    for (const name of ['asleep', 'failing', 'refusing']) {
      await api().call(`POST /payments/${payNo}/deliveries/${name}/skip`, { reason: 'the books are closed' });
    }
    await system().client.workflow.getHandle(workflowIdOf(payNo)).result();
    return { payNo, body: await look(payNo) };
  }

  test('shows from Postgres how each ended', async () => {
    const { body } = await settled();
    const skipped = { ...NOTHING_YET, status: 'skipped', skipped: { by: 'anna', reason: 'the books are closed' } };
    expect(byName(body)).toEqual({
      told: { ...NOTHING_YET, subscriber: 'told', status: 'delivered', attempts: 1, deliveredAt: TIME },
      asleep: { ...skipped, subscriber: 'asleep', attempts: 0 },
      failing: expect.objectContaining({ status: 'skipped', skipped: skipped.skipped }),
      refusing: { ...skipped, subscriber: 'refusing', attempts: 1, lastError: 'no such account' },
    });
    expect(body.workflow).toMatchObject({ status: 'COMPLETED' });
  });

  test('shows the same with Temporal away', async () => {
    const { payNo, body } = await settled();
    const { address } = await refusing();
    const { notifications, close } = notificationsAt(address);
    const away = await startApi({ database: system().database, notifications });
    expect((await away.call(`GET /payments/${payNo}`)).body).toEqual({ ...body, workflow: null });
    await away.app.close();
    await close();
  });
});

test('a payment that nobody has paid yet is unpaid, without a workflow', async () => {
  const { payNo, order } = await newPayment(system());
  expect(await look(payNo)).toEqual({
    ...{ payNo, orderId: order.orderId, provider: 'alipay', transactionId: null, status: 'unpaid', refundedMinor: 0 },
    ...{ amount: order.amount, facts: [], results: [], notMatched: [], workflow: null },
  });
});

test('a payment whose number is unknown is held after the grace time, and can be looked at', async () => {
  await system().notify(paidFact('P-unknown'));
  const body = await eventually(async () => {
    const seen = await look('P-unknown');
    expect(seen.status).toBe('held');
    return seen;
  });
  const heldReason = 'no pay record has this pay number';
  expect(body).toMatchObject({ orderId: null, heldReason, provider: 'alipay', results: [], facts: [{ heldReason }] });
});

test('a payment of which nobody ever heard is not found', async () => {
  const { status, type, body } = await api().call('GET /payments/P-nothing');
  expect({ status, type, detail: body.detail }).toEqual({
    status: 404,
    type: 'application/problem+json',
    detail: 'there is no payment P-nothing',
  });
});
