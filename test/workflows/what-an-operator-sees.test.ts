import { ApplicationFailure } from '@temporalio/common';
import { PermanentError } from '../../src/domain/errors.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

/** The current details of a run, as the Web UI asks for them. */
async function detailsOf(scene: Scene, payNo: string): Promise<string> {
  const { currentDetails } = await scene.handleOf(payNo).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

/** The search attributes as the server has them; lists in Temporal's own words are unwrapped. */
async function searchAttributesOf(scene: Scene, payNo: string) {
  const { typedSearchAttributes } = await scene.handleOf(payNo).describe();
  return Object.fromEntries(
    typedSearchAttributes
      .getAll()
      .filter(({ key }) => key.name !== 'BuildIds')
      .map(({ key, value }) => [key.name, value]),
  );
}

/** What was ever set in this run, event by event. */
async function statesOf(scene: Scene, payNo: string): Promise<string[]> {
  const { events } = await scene.handleOf(payNo).fetchHistory();
  return (events ?? []).flatMap((event) => {
    const fields = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
    const { PaymentState: state } = fields ?? {};
    return state?.data ? [JSON.parse(Buffer.from(state.data).toString())] : [];
  });
}

/** Lists are visibility's, which is told a moment later. */
const listed = (query: string, count: number) =>
  eventually(async () => expect(await system().client.workflow.count(query)).toMatchObject({ count }));

test('the state goes from processing to parked to done, with who is parked and why', async () => {
  const scene = createScene(system());
  const attempts = await scene.subscribe('needs-ann', (_, attempt) => {
    if (attempt === 1) throw new PermanentError('there is no such student');
  });
  const { payNo, order, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'needs-ann')).toMatchObject({ status: 'parked' }));
  const known = { OrderType: scene.orderType, PaymentResult: 'paid', OrderId: order.orderId, Provider: 'alipay' };
  expect(await searchAttributesOf(scene, payNo)).toEqual({
    ...known,
    PaymentState: 'parked',
    ParkedSubscribers: ['needs-ann'],
    ParkedReasons: ['needs-ann:PermanentError'],
  });
  await listed(`PaymentState = 'parked' and ParkedSubscribers = 'needs-ann' and OrderType = '${scene.orderType}'`, 1);
  await listed(`ParkedReasons = 'needs-ann:PermanentError'`, 1);

  await scene.retry(payNo, 'needs-ann');
  await handle.result();
  expect(attempts).toHaveLength(2);
  expect(await searchAttributesOf(scene, payNo)).toEqual({ ...known, PaymentState: 'done' });
  expect(await statesOf(scene, payNo)).toEqual(['processing', 'parked', 'processing', 'done']);
  await listed(`ParkedSubscribers = 'needs-ann'`, 0);
});

test('the run of a duplicate sets no search attributes, and says that nobody has to be told', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-before');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  // One that Postgres keeps waiting for longer than a local try may take is shown as processing: then the next repeat shows it.
  await eventually(async () => {
    await scene.notify(payNo);
    expect(await scene.handleOf(payNo).result()).toEqual({ outcome: 'nothing to tell', delivered: [], skipped: [] });
    expect(await searchAttributesOf(scene, payNo)).toEqual({});
  });
  expect(await detailsOf(scene, payNo)).toContain('Nobody has to be told anything.');
});

test('the query status has what is open: who is told, who is parked and why, who is not told and why', async () => {
  const scene = createScene(system());
  await scene.register('no-worker');
  await scene.subscribe('parks', () => Promise.reject(new PermanentError('no such student')));
  await scene.subscribe('is-told');
  await scene.register('refunds-only', { results: ['refunded'] });
  const { payNo } = await scene.pay();
  await eventually(async () => {
    expect(await scene.delivery(payNo, 'parks')).toMatchObject({ status: 'parked' });
    expect(await scene.delivery(payNo, 'is-told')).toMatchObject({ status: 'delivered' });
  });
  const { notMatched, ...status } = await scene.status(payNo);
  expect(status).toEqual({
    payNo,
    state: 'parked',
    heldReason: null,
    redeliveries: [],
    results: [
      {
        resultId: 'paid',
        result: 'paid',
        deliveries: [
          { subscriber: 'is-told', status: 'delivered', settledAt: expect.any(String) },
          { subscriber: 'no-worker', status: 'pending' },
          { subscriber: 'parks', status: 'parked', parkedReason: 'no such student', failureType: 'PermanentError' },
        ],
      },
    ],
  });
  expect(notMatched).toContainEqual({
    resultId: 'paid',
    subscriber: 'refunds-only',
    reason: 'result paid is not among refunded',
  });
  expect(notMatched).toContainEqual({
    resultId: 'paid',
    subscriber: 'needs-ann',
    reason: expect.stringMatching(new RegExp(`^order type ${scene.orderType} is not among `)),
  });
});

test('a run says in a line what the provider told, and each pending activity whom it tells what', async () => {
  const scene = createScene(system());
  await scene.register('unhurried');
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'unhurried')).toMatchObject({ status: 'pending' }));
  const description = await handle.describe();
  expect(await description.staticSummary()).toBe(`alipay paid CNY 88.80 ${payNo}`);
  expect(description.raw.pendingActivities?.map(({ activityId }) => activityId)).toEqual(['unhurried/paid']);
  const { events } = await handle.fetchHistory();
  const scheduled = events?.find(({ activityTaskScheduledEventAttributes: one }) => one?.activityId === 'unhurried/paid');
  const summary = Buffer.from(scheduled?.userMetadata?.summary?.data ?? []).toString();
  expect(JSON.parse(summary)).toBe('unhurried: paid');
});

test('the current details say in words what was bought and what is waited for', async () => {
  const scene = createScene(system());
  await scene.register('waits-for-worker');
  await scene.subscribe('waits-for-ann', () => Promise.reject(new PermanentError('there is no such student')));
  await scene.subscribe('waits-for-nothing');
  await scene.register('refunds-alone', { results: ['refunded'] });
  const { payNo, order, handle } = await scene.pay();
  await eventually(async () => {
    const details = await detailsOf(scene, payNo);
    expect(details).toContain('**waits-for-ann** (paid): parked, waits for retry or skip: there is no such student');
    expect(details).toMatch(/\*\*waits-for-nothing\*\* \(paid\): delivered at \d{4}-\d\d-\d\dT/);
  });
  const details = await detailsOf(scene, payNo);
  const bought = `**Mathematics for beginners** (order ${order.orderId}, type ${scene.orderType}), CNY 88.80 by alipay. Result: paid.`;
  expect(details).toContain(bought);
  expect(details).toContain('**waits-for-worker** (paid): being told; its attempts are under Pending Activities');
  expect(details).toContain('refunds-alone is not told: result paid is not among refunded');

  await scene.skip(payNo, 'waits-for-ann');
  await scene.skip(payNo, 'waits-for-worker');
  await handle.result();
  expect(await detailsOf(scene, payNo)).toMatch(/\*\*waits-for-ann\*\* \(paid\): skipped at .* by ann: the customer called/);
});

test('a payment that is held says so, and why', async () => {
  const scene = createScene(system());
  const { payNo } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 1 } });
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));
  expect(await searchAttributesOf(scene, payNo)).toMatchObject({ PaymentState: 'held', OrderType: scene.orderType });
  expect(await detailsOf(scene, payNo)).toContain('**Held for a person:** CNY 88.80 was asked, the notification says CNY 0.01.');
  await listed(`PaymentState = 'held' and WorkflowId = '${workflowIdOf(payNo)}'`, 1);
});

test('whatever subscribers call their failures, the reasons fit into a search attribute, and the payment goes on', async () => {
  const scene = createScene(system());
  const names = Array.from({ length: 40 }, (_, index) => `oddly-${index}-named-by-somebody-who-had-time`.slice(0, 40));
  for (const name of names) await scene.register(name, { taskQueue: 'oddly-named' });
  const type = '"\\\u0007€'.repeat(100);
  await scene.listen('oddly-named', () => Promise.reject(ApplicationFailure.nonRetryable('no', type)));
  const { payNo, handle } = await scene.pay();
  await eventually(async () => {
    const { results } = await scene.status(payNo);
    const statuses = results.flatMap(({ deliveries }) => deliveries.map(({ status }) => status));
    expect(statuses).toEqual(Array(40).fill('parked'));
  });
  expect((await handle.describe()).status.name).toBe('RUNNING');
  const { ParkedReasons: reasons } = await eventually(async () => {
    const shown = await searchAttributesOf(scene, payNo);
    expect(shown['ParkedSubscribers']).toHaveLength(40);
    return shown;
  });
  expect(Buffer.byteLength(JSON.stringify(reasons))).toBeLessThan(2048);
});
