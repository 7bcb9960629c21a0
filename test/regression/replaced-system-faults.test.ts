import type { Worker } from '@temporalio/worker';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { listedSubscribers } from '../../src/subscribers/index.ts';
import { paidBody, useApi, wasStarted } from '../api/fixture.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { newPayment } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

// Named after the faults of the system that this one replaces (docs/failure-modes.md). The learning center is the real one.
const system = useSystem();
const api = useApi(system);

const learningCenter = listedSubscribers.find(({ name }) => name === 'course-enrollment');
if (!learningCenter) throw new Error('the learning center is not listed');
const enrol = (message: PaymentResultMessage) => learningCenter.createActivity(system().db)(message);

beforeAll(() =>
  system().database.insertListedSubscriber({
    ...learningCenter,
    timeoutSeconds: 5,
    retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05, backoffCoefficient: 1 },
  }),
);

let workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.map((worker) => system().stopWorker(worker)));
  workers = [];
});

/** The learning center's worker, for one test; gives the messages of all attempts. */
async function startLearningCenter(onPaymentResult: (message: PaymentResultMessage, attempt: number) => unknown = enrol) {
  const attempts: PaymentResultMessage[] = [];
  const activity = async (message: PaymentResultMessage) => {
    attempts.push(message);
    await onPaymentResult(message, attempts.length);
  };
  workers.push(await system().startSubscriberWorker('learning-center', { onPaymentResult: activity }));
  return attempts;
}

const resultOf = (payNo: string) => system().client.workflow.getHandle(workflowIdOf(payNo)).result();

async function enrolments(outBusinessId: string) {
  const { rows } = await system().db.query(
    'select user_id, pay_no, status from learning.course_tables where choose_course_id = $1',
    [outBusinessId],
  );
  return rows;
}

test('fault 1: a payment whose record is rolled back is told to nobody, and to each once when it is recorded', async () => {
  const { db, database } = system();
  const attempts = await startLearningCenter();
  const { payNo, order } = await newPayment(system());
  await db.query(`create function refuse() returns trigger language plpgsql as 'begin raise exception ''disk full''; end'`);
  await db.query(
    'create constraint trigger refuse after insert on orders.payment_results initially deferred for each row execute function refuse()',
  );
  expect(await api().webhook(paidBody(payNo))).toMatchObject({ status: 200, text: 'success' });
  await eventually(async () => {
    const { raw } = await system().client.workflow.getHandle(workflowIdOf(payNo)).describe();
    expect(raw.pendingActivities?.[0]).toMatchObject({ lastFailure: { message: 'disk full' } });
  });
  expect(await database.listFacts(payNo)).toEqual([]);
  expect(await database.findOrder(order.orderId)).toMatchObject({ status: 'unpaid' });
  expect(attempts).toEqual([]);

  await db.query('drop trigger refuse on orders.payment_results');
  await resultOf(payNo);
  expect(attempts).toHaveLength(1);
  expect(await enrolments(order.outBusinessId)).toEqual([{ user_id: 'student-1', pay_no: payNo, status: 'open' }]);
});

test('fault 2: a delivery that was not confirmed is made again, and enrols once', async () => {
  const { opened: theEnd, open: end } = createGate();
  const attempts = await startLearningCenter(async (message, attempt) => {
    await enrol(message);
    if (attempt === 1) await theEnd; // enrolled, and never says so
  });
  const { payNo, order } = await newPayment(system());
  await api().webhook(paidBody(payNo));
  await resultOf(payNo);
  expect(attempts).toHaveLength(2);
  expect(attempts[1]).toEqual(attempts[0]);
  expect(await enrolments(order.outBusinessId)).toHaveLength(1);
  end();
});

describe('fault 3:', () => {
  test('a subscriber that has no worker yet loses nothing', async () => {
    const { payNo, order } = await newPayment(system());
    await api().webhook(paidBody(payNo));
    await eventually(async () => {
      const { raw } = await system().client.workflow.getHandle(workflowIdOf(payNo)).describe();
      expect(raw.pendingActivities).toHaveLength(1);
    });
    await startLearningCenter();
    await resultOf(payNo);
    expect(await enrolments(order.outBusinessId)).toHaveLength(1);
  });

  test('a subscriber that fails more often than three times is told all the same', async () => {
    const attempts = await startLearningCenter((message, attempt) => {
      if (attempt <= 5) throw new Error('connect ECONNREFUSED');
      return enrol(message);
    });
    const { payNo, order } = await newPayment(system());
    await api().webhook(paidBody(payNo));
    await resultOf(payNo);
    expect(attempts).toHaveLength(6);
    expect(await enrolments(order.outBusinessId)).toHaveLength(1);
  });

  test('a subscriber retries for ever unless it asks for an end', () => {
    expect(learningCenter.retry).toMatchObject({ maximumAttempts: null, giveUpAfterSeconds: null });
  });
});

test('fault 5: a notification that is repeated after it was told is not told again', async () => {
  const attempts = await startLearningCenter();
  const { payNo, order } = await newPayment(system());
  await api().webhook(paidBody(payNo));
  await resultOf(payNo);
  for (const time of ['14:04:00', '14:14:00', '14:24:00']) {
    const repeat = paidBody(payNo, { notify_time: `2026-11-23 ${time}` });
    expect(await api().webhook(repeat)).toMatchObject({ status: 200, text: 'success' });
    expect(await resultOf(payNo)).toMatchObject({ outcome: 'nothing to tell' });
  }
  expect(attempts).toHaveLength(1);
  expect(await enrolments(order.outBusinessId)).toHaveLength(1);
});

test('fault 6: a student who is enrolled already is told again without failure, and stays enrolled once', async () => {
  const attempts = await startLearningCenter();
  const { payNo, order } = await newPayment(system());
  await api().webhook(paidBody(payNo));
  await resultOf(payNo);
  const [message] = attempts;
  if (!message) throw new Error('nobody was told');
  await Promise.all(Array.from({ length: 10 }, () => eventually(() => enrol(message))));
  expect(await enrolments(order.outBusinessId)).toEqual([{ user_id: 'student-1', pay_no: payNo, status: 'open' }]);
});

describe('fault 7:', () => {
  test.each([
    ['another app', { app_id: '2021000000000002' }],
    ['another seller', { seller_id: '2088100000000002' }],
  ])('trap 3: a notification for %s is refused at the door, and enrols nobody', async (_, changes) => {
    const { payNo, order } = await newPayment(system());
    const { status, text } = await api().webhook(paidBody(payNo, changes));
    expect(text).toBe('failure');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await wasStarted(system(), payNo)).toBe(false);
    expect(await enrolments(order.outBusinessId)).toEqual([]);
  });

  test('a payment of one cent less than asked is taken, held, and enrols nobody', async () => {
    const attempts = await startLearningCenter();
    const { payNo, order } = await newPayment(system());
    expect(await api().webhook(paidBody(payNo, { total_amount: '88.79' }))).toMatchObject({ status: 200, text: 'success' });
    await eventually(async () => expect((await api().call(`GET /payments/${payNo}`)).body).toMatchObject({ status: 'held' }));
    expect(attempts).toEqual([]);
    expect(await enrolments(order.outBusinessId)).toEqual([]);
  });

  test('an amount that no float can hold exactly is compared exactly', async () => {
    await startLearningCenter();
    const amount = { currency: 'CNY', amountMinor: 115 }; // 1.15 * 100 is 114.99999999999999
    const { payNo, order } = await newPayment(system(), { amount });
    await api().webhook(paidBody(payNo, { total_amount: '1.15' }));
    await resultOf(payNo);
    expect(await enrolments(order.outBusinessId)).toHaveLength(1);
  });
});

describe('fault 8:', () => {
  test('a payment of which TRADE_FINISHED is the only word enrols', async () => {
    await startLearningCenter();
    const { payNo, order } = await newPayment(system());
    await api().webhook(paidBody(payNo, { trade_status: 'TRADE_FINISHED' }));
    await resultOf(payNo);
    expect(await enrolments(order.outBusinessId)).toEqual([{ user_id: 'student-1', pay_no: payNo, status: 'open' }]);
  });

  test('a full refund closes the course, and FINISHED months later opens nothing', async () => {
    const attempts = await startLearningCenter();
    const { payNo, order } = await newPayment(system());
    await api().webhook(paidBody(payNo));
    await resultOf(payNo);
    const refund = { gmt_refund: '2026-11-24 14:00:00.000', refund_fee: '88.80', out_biz_no: 'R1' };
    await api().webhook(paidBody(payNo, { trade_status: 'TRADE_CLOSED', notify_id: `refund-${payNo}`, ...refund }));
    await resultOf(payNo);
    expect(await enrolments(order.outBusinessId)).toMatchObject([{ status: 'closed' }]);
    await api().webhook(paidBody(payNo, { trade_status: 'TRADE_FINISHED', notify_id: `finished-${payNo}` }));
    expect(await resultOf(payNo)).toMatchObject({ outcome: 'nothing to tell' });
    expect(attempts.map(({ resultId }) => resultId)).toEqual(['paid', 'refunded']);
    expect(await enrolments(order.outBusinessId)).toMatchObject([{ status: 'closed' }]);
  });
});

test('fault 11: results nobody handles vanish: here each is recorded, with why nobody was told, and its process is done', async () => {
  const scene = createScene(system()); // its order type is nobody's
  const { payNo, order } = await scene.newPayment();
  await api().webhook(paidBody(payNo));
  expect(await resultOf(payNo)).toEqual({ outcome: 'told', delivered: [], skipped: [] });
  const reason = `order type ${scene.orderType} is not among 60201`;
  const { body } = await api().call(`GET /payments/${payNo}`);
  expect(body).toMatchObject({
    status: 'paid',
    results: [{ resultId: 'paid', deliveries: [] }],
    notMatched: [{ resultId: 'paid', subscriber: 'course-enrollment', reason }],
  });
  const { rows } = await system().db.query('select not_matched, settled_at from orders.payment_results where pay_no = $1', [
    payNo,
  ]);
  expect(rows).toEqual([{ not_matched: [{ subscriber: 'course-enrollment', reason }], settled_at: expect.any(Date) }]);
  expect(await system().database.findOrder(order.orderId)).toMatchObject({ status: 'paid' });
  const { typedSearchAttributes } = await scene.handleOf(payNo).describe();
  const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(attributes).toMatchObject({ PaymentState: 'done', PaymentResult: 'paid', OrderType: scene.orderType });
});
