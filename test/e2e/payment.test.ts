import { generateKeyPairSync } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import { paidNotification, paidParameters, post, signed } from '../support/alipay.ts';
import { eventually } from '../support/eventually.ts';
import { type Payment, type Shop, TAKEN } from '../support/shop.ts';
import { useStack } from '../support/stack.ts';
import { temporalSays } from '../support/temporal-cli.ts';
import { expectToldOnce } from '../support/told-once.ts';

const shop = useStack();

test('a payment that Alipay tells of enrols the student, and the API shows it', async () => {
  // Each attempt counts below: another payment has a stack that has just started make its connections.
  const earlier = await shop().newPayment();
  await shop().payUntilTaken(earlier);
  await expectToldOnce(shop(), earlier);
  const payment = await shop().newPayment();
  await shop().payUntilTaken(payment);
  const seen = await expectToldOnce(shop(), payment);
  expect(seen).toMatchObject({
    payNo: payment.payNo,
    orderId: payment.orderId,
    provider: 'alipay',
    transactionId: `20261123220014${payment.payNo}`,
    status: 'paid',
    amount: { currency: 'CNY', amountMinor: 8880 },
    refundedMinor: 0,
    facts: [{ event: 'paid', occurredAt: '2026-11-23T06:00:10.000Z' }],
    results: [{ result: 'paid', deliveries: [{ attempts: 1, lastError: null, nextAttemptAt: null }] }],
    notMatched: [],
    workflow: { id: `payment/${payment.payNo}`, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\//) },
  });
  expect(seen.results[0].deliveries[0].deliveredAt).toMatch(/^20/);
  const order = await shop().ask('GET', `/orders/${payment.orderId}`);
  expect(order.body).toMatchObject({ status: 'paid', payRecords: [{ payNo: payment.payNo, status: 'paid' }] });
});

test('ten copies at once, and ten more after the payment is over, enrol once', async () => {
  const payment = await shop().newPayment();
  // As Alipay does: what a busy machine did not keep in time is sent again.
  const tenTimes = () => Promise.all(Array.from({ length: 10 }, () => shop().payUntilTaken(payment)));
  await tenTimes();
  await expectToldOnce(shop(), payment);
  await tenTimes();
  await expectToldOnce(shop(), payment);
  await eventually(async () => expect(await timesScheduled(payment)).toBe(1));
});

/** How often a worker of the learning center was asked to enrol, over all runs of the payment's workflow. */
async function timesScheduled({ payNo }: Payment): Promise<number> {
  const { workflow } = shop().temporal;
  const { runId: latest } = await workflow.getHandle(`payment/${payNo}`).describe();
  const runs: string[] = [];
  let scheduled = 0;
  for await (const { runId } of workflow.list({ query: `WorkflowId = 'payment/${payNo}'` })) {
    runs.push(runId);
    const { events } = await workflow.getHandle(`payment/${payNo}`, runId).fetchHistory();
    scheduled += (events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityId === 'course-enrollment/paid',
    ).length;
  }
  expect(runs).toContain(latest);
  return scheduled;
}

type Forgery = (shop: Shop, payment: Payment) => string;

const genuine: Forgery = ({ merchant }, { payNo }) => paidNotification(merchant, payNo);
const says =
  (changes: Record<string, string>): Forgery =>
  ({ merchant }, { payNo }) =>
    paidNotification(merchant, payNo, changes);
const signedWith =
  (algorithm: string): Forgery =>
  ({ merchant }, { payNo }) =>
    signed(paidParameters(merchant, payNo), merchant.privateKey, algorithm);
const altered =
  (alter: (body: string) => string): Forgery =>
  (...given) =>
    alter(genuine(...given));
const strangersKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

test.each<[string, Forgery]>([
  ['with one character of a value changed', altered((body) => body.replace('total_amount=88.80', 'total_amount=88.81'))],
  [
    'with one character of its signature changed',
    altered((body) => body.replace(/sign=(.)/, (_, c) => `sign=${c === 'A' ? 'B' : 'A'}`)),
  ],
  ['for another app', says({ app_id: '2021000000000000' })],
  ['for another seller', says({ seller_id: '2088000000000000' })],
  ['signed with SHA1', signedWith('RSA-SHA1')],
  [
    'signed with SHA1 that claims RSA2',
    (...given) => signedWith('RSA-SHA1')(...given).replace('sign_type=RSA&', 'sign_type=RSA2&'),
  ],
  [
    "signed with a stranger's key",
    ({ merchant }, { payNo }) => paidNotification({ ...merchant, privateKey: strangersKey().toString() }, payNo),
  ],
  ['with a repeated parameter', altered((body) => `${body}&total_amount=88.80`)],
  ['with __proto__', altered((body) => `${body}&__proto__=1`)],
  ['with a __proto__ that is signed', says(JSON.parse('{"__proto__":"1"}'))],
  ['that is not signed', altered((body) => body.replace(/&sign=.*/, ''))],
  ['that is empty', () => ''],
])('a notification %s is refused and starts nothing', async (_, forge) => {
  const payment = await shop().newPayment();
  const { status, body } = await post(shop().where.API_URL, forge(shop(), payment));
  expect(body).toBe('failure');
  expect([400, 401]).toContain(status);
  await expect(shop().workflowOf(payment).describe()).rejects.toThrow(WorkflowNotFoundError);
});

test('a wrong amount is taken, held for a person, and enrols nobody', async () => {
  const payment = await shop().newPayment();
  await eventually(async () => expect(await shop().pay(payment, { total_amount: '0.01' })).toEqual(TAKEN));
  await eventually(async () =>
    expect(await shop().look(payment)).toMatchObject({ status: 'held', workflow: { status: 'RUNNING' } }),
  );
  const seen = await shop().look(payment);
  expect(seen).toMatchObject({ heldReason: 'CNY 88.80 was asked, the notification says CNY 0.01', results: [] });
  expect(await shop().enrolments(payment)).toEqual([]);
  expect((await shop().ask('GET', `/orders/${payment.orderId}`)).body.status).toBe('unpaid');
});

test('fault 4: asking for the result before it is paid enrols nobody', async () => {
  const payment = await shop().newPayment();
  for (let asked = 0; asked < 10; asked++) {
    expect(await shop().look(payment)).toMatchObject({ status: 'unpaid', facts: [], results: [], workflow: null });
  }
  await expect(shop().workflowOf(payment).describe()).rejects.toThrow(WorkflowNotFoundError);
  expect(await shop().enrolments(payment)).toEqual([]);
});

describe("Temporal's own tools", () => {
  const temporal = (...parameters: string[]) => temporalSays(shop().where.TEMPORAL_ADDRESS, 'workflow', ...parameters);

  test('find a payment that is over by its search attributes, and say what was told to whom', async () => {
    const payment = await shop().newPayment();
    await shop().pay(payment);
    await expectToldOnce(shop(), payment);
    const query = `PaymentState='done' and OrderId='${payment.orderId}' and OrderType='60201' and PaymentResult='paid' and Provider='alipay'`;
    const [found] = await eventually(async () => {
      const executions = JSON.parse(await temporal('list', '--query', query, '--output', 'json'));
      expect(executions).toMatchObject([{ execution: { workflowId: `payment/${payment.payNo}` } }]);
      return executions;
    });
    const which = ['--workflow-id', `payment/${payment.payNo}`, '--run-id', found.execution.runId];
    expect(await temporal('describe', ...which)).toMatch(
      new RegExp(`paymentNotification.*"alipay paid CNY 88.80 ${payment.payNo}".*COMPLETED.*course-enrollment: paid`, 's'),
    );
    expect(await temporal('show', ...which)).toMatch(
      /WorkflowExecutionSignaled.*ActivityTaskCompleted.*WorkflowExecutionCompleted/s,
    );
    expect(activitySummaries(await temporal('show', ...which, '--output', 'json'))).toEqual(['course-enrollment: paid']);
  });

  test('say in words what an open payment waits for', async () => {
    const payment = await shop().newPayment();
    await shop().pay(payment, { total_amount: '0.01' });
    const query = `PaymentState='held' and WorkflowId='payment/${payment.payNo}' and ExecutionStatus='Running'`;
    await eventually(async () =>
      expect(JSON.parse(await temporal('list', '--query', query, '--output', 'json'))).toHaveLength(1),
    );
    expect(await temporal('metadata', '--workflow-id', `payment/${payment.payNo}`)).toContain(
      `**Mathematics** (order ${payment.orderId}, type 60201), CNY 88.80 by alipay. **Held for a person:** CNY 88.80 was asked`,
    );
  });
});

function activitySummaries(history: string): string[] {
  const { events } = JSON.parse(history) as { events: { eventType: string; userMetadata?: { summary: { data: string } } }[] };
  return events
    .filter(({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED')
    .map(({ userMetadata }) => JSON.parse(Buffer.from(userMetadata?.summary.data ?? '', 'base64').toString()));
}

test('the payments worker looks from time to time whether anybody polls, and has a queue watched that nobody does', async () => {
  const added = { name: 'not-there', kind: 'activity', taskQueue: 'not-there', orderTypes: ['60299'] };
  expect(await shop().ask('POST', '/subscribers', added)).toMatchObject({ status: 201 });
  const watch = shop().temporal.workflow.getHandle('queue/not-there');
  await eventually(async () => expect(await watch.describe()).toMatchObject({ status: { name: 'RUNNING' } }));
});
