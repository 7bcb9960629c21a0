import { DEFAULT_RETRY } from '../../../src/domain/subscription.ts';
import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { listedSubscribers } from '../../../src/subscribers/index.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact, refundFact } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, useApi } from '../fixture.ts';
import { registry } from '../registry.ts';

const system = useSystem();
const api = useApi(system);
const { add, read, change, remove, list, clear } = registry(api);
afterEach(clear);

describe('removing a subscriber', () => {
  async function paid(): Promise<string> {
    const { payNo } = await newPayment(system());
    await system().notify(paidFact(payNo));
    await eventually(async () => expect((await api().call(`GET /payments/${payNo}`)).body.status).toBe('paid'));
    return payNo;
  }
  const outcomeOf = (payNo: string) => system().client.workflow.getHandle(workflowIdOf(payNo)).result();

  test('who has been told of everything leaves it told of nothing more', async () => {
    const mail = listener();
    await add({ name: 'mail', taskQueue: 'mail' });
    const worker = await system().startSubscriberWorker('mail', mail);
    await outcomeOf(await paid());
    expect(await remove('mail')).toMatchObject({ status: 204, body: null });
    expect(await read('mail')).toMatchObject({ status: 404 });
    expect(await outcomeOf(await paid())).toMatchObject({ outcome: 'told', delivered: [] });
    expect(mail.told).toHaveLength(1);
    await system().stopWorker(worker);
  });

  test('who still has to be told is refused, and changes nothing', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    await Promise.all([paid(), paid()]);
    const { status, type, body } = await remove('asleep');
    expect({ status, type }).toEqual({ status: 409, type: 'application/problem+json' });
    expect(body.detail).toBe('2 deliveries to asleep are not settled; ?deliveries=skip gives them up');
    expect(await read('asleep')).toMatchObject({ status: 200 });
  });

  test('with ?deliveries=skip gives up what it still had to be told, and keeps who said so', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    const payNos = await Promise.all([paid(), paid()]);
    expect(await remove('asleep', '?deliveries=skip')).toMatchObject({ status: 204 });
    for (const payNo of payNos) {
      expect(await outcomeOf(payNo)).toMatchObject({ skipped: ['asleep: paid'] });
      const { body } = await api().call(`GET /payments/${payNo}`);
      expect(body.results[0].deliveries).toMatchObject([
        { subscriber: 'asleep', status: 'skipped', skipped: { by: 'anna', reason: 'subscriber removed' } },
      ]);
    }
    expect(await read('asleep')).toMatchObject({ status: 404 });
  });

  test('with ?deliveries=skip also gives up what waits in no workflow any more', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    const payNo = await paid();
    await system().client.workflow.getHandle(workflowIdOf(payNo)).terminate('by hand');
    expect(await remove('asleep')).toMatchObject({ status: 409 });
    expect(await remove('asleep', '?deliveries=skip')).toMatchObject({ status: 204 });
    const { body } = await api().call(`GET /payments/${payNo}`);
    expect(body.results[0].deliveries).toMatchObject([{ subscriber: 'asleep', status: 'skipped', skipped: { by: 'anna' } }]);
  });

  test('with ?deliveries=skip gives up all that a payment still had to tell it', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    const payNo = await paid();
    await system().notify(refundFact(payNo, 3000));
    await eventually(async () => expect((await api().call(`GET /payments/${payNo}`)).body.results).toHaveLength(2));
    expect(await remove('asleep', '?deliveries=skip')).toMatchObject({ status: 204 });
    expect(await outcomeOf(payNo)).toMatchObject({
      skipped: ['asleep: paid', expect.stringContaining('asleep: partially_refunded')],
    });
  });

  test('with ?deliveries=skip of many payments gives all up, by a batch', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    const payNo = await paid();
    const others: Awaited<ReturnType<typeof newPayment>>[] = [];
    while (others.length < 100) others.push(await newPayment(system()));
    await system().pool.query(
      `insert into orders.payment_results (pay_no, result_id, result, message, subscriptions, not_matched)
       select other, result_id, result, message, subscriptions, not_matched
       from orders.payment_results, unnest($2::text[]) other where pay_no = $1`,
      [payNo, others.map((other) => other.payNo)],
    );
    expect(await remove('asleep', '?deliveries=skip')).toMatchObject({ status: 204 });
    expect(await outcomeOf(payNo)).toMatchObject({ skipped: ['asleep: paid'] });
    await system().pool.query('update orders.payment_results set settled_at = now() where settled_at is null');
  });

  test('with ?deliveries=skip goes on, said again, where Temporal went away once it was removed', async () => {
    await add({ name: 'asleep', taskQueue: 'asleep' });
    const payNo = await paid();
    await system().database.removeSubscriber('asleep');
    expect(await remove('asleep')).toMatchObject({ status: 404 });
    expect(await remove('asleep', '?deliveries=skip')).toMatchObject({ status: 204 });
    expect(await outcomeOf(payNo)).toMatchObject({ skipped: ['asleep: paid'] });
  });

  test.each(['?deliveries=keep', '?force=true'])('with %s is refused', async (query) => {
    await add({ name: 'mail', taskQueue: 'mail' });
    expect(await remove('mail', query)).toMatchObject({ status: 400, type: 'application/problem+json' });
    expect(await read('mail')).toMatchObject({ status: 200 });
  });

  test('leaves the name free: who is added again has the settings given then', async () => {
    await add({ name: 'mail', taskQueue: 'mail', orderTypes: ['60201'], timeoutSeconds: 5 });
    await remove('mail');
    expect(await add({ name: 'mail', taskQueue: 'post' })).toMatchObject({ status: 201 });
    expect((await read('mail')).body).toMatchObject({
      taskQueue: 'post',
      orderTypes: null,
      timeoutSeconds: 30,
      status: 'active',
    });
  });
});

describe('a subscriber that the code lists', () => {
  const insert = async (name: string) => {
    for (const subscriber of listedSubscribers) await system().database.insertListedSubscriber({ ...subscriber, name });
  };

  test('is there after the migrate step, with the settings of the code', async () => {
    await insert('listed');
    await eventually(async () =>
      expect((await list()).body).toEqual([
        {
          ...{ name: 'listed', kind: 'activity', taskQueue: 'learning-center', activity: 'onPaymentResult' },
          ...{ orderTypes: ['60201'], results: ['paid', 'refunded'], timeoutSeconds: 10, status: 'active', retry: DEFAULT_RETRY },
          ...{ events: 'payment', filter: null, maxPerSecond: null, problem: 'no worker polls learning-center' },
        },
      ]),
    );
  });

  test('is not overwritten by the next migrate step once it was changed', async () => {
    await insert('changed');
    await change('changed', { timeoutSeconds: 20, retry: { maximumAttempts: 9 } });
    await insert('changed');
    expect((await read('changed')).body).toMatchObject({ timeoutSeconds: 20, retry: { maximumAttempts: 9 } });
  });

  test('is not brought back by the next migrate step once it was removed', async () => {
    await insert('removed');
    await remove('removed');
    await insert('removed');
    expect(await read('removed')).toMatchObject({ status: 404 });
  });

  test('that was removed can be added again by hand', async () => {
    await insert('added');
    await remove('added');
    expect(await add({ name: 'added', taskQueue: 'post' })).toMatchObject({ status: 201 });
    await insert('added');
    expect((await read('added')).body).toMatchObject({ taskQueue: 'post', orderTypes: null });
  });
});

test('a filter decides which results are told, and the payment shows who was left out by it', async () => {
  await add({ name: 'dear', taskQueue: 'any', filter: 'amount.amountMinor >= 10000 && provider == "alipay"' });
  await add({ name: 'cheap', taskQueue: 'any', filter: 'amount.amountMinor < 10000 && provider == "alipay"' });
  await add({ name: 'broken', taskQueue: 'any', filter: 'amount.amountMinor / refundedMinor > 1' });
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  await eventually(async () => {
    const { results, notMatched } = (await api().call(`GET /payments/${payNo}`)).body;
    expect(results[0].deliveries).toMatchObject([{ subscriber: 'broken' }, { subscriber: 'cheap' }]);
    const reason = 'its filter leaves it out: amount.amountMinor >= 10000 && provider == "alipay"';
    expect(notMatched).toEqual([{ resultId: 'paid', subscriber: 'dear', reason }]);
  });
});

test('whoever the registry takes can be told, whatever the settings', async () => {
  const settings: object[] = [
    { activity: 'toString' },
    { activity: '__proto__' },
    { activity: 'then' },
    { activity: '__temporal_any' },
    { taskQueue: 'q'.repeat(200) },
    { taskQueue: '队列' },
    { retry: { initialIntervalSeconds: 1.1, backoffCoefficient: 1.0001, maximumIntervalSeconds: 1.1 } },
    { retry: { initialIntervalSeconds: 31_536_000, maximumIntervalSeconds: 31_536_000, backoffCoefficient: 100 } },
    { retry: { maximumAttempts: 1_000_000, giveUpAfterSeconds: 31_536_000 } },
    { retry: { giveUpAfterSeconds: 100.7 }, timeoutSeconds: 3600 },
  ];
  for (const [index, given] of settings.entries()) {
    expect(await add({ name: `${'a'.repeat(38)}-${index}`, taskQueue: `queue-${index}`, ...given })).toMatchObject({
      status: 201,
    });
  }
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  await eventually(async () => {
    const { pendingActivities } = (await system().client.workflow.getHandle(workflowIdOf(payNo)).describe()).raw;
    expect(pendingActivities).toHaveLength(settings.length);
  });
});
