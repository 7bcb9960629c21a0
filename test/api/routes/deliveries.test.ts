import { PermanentError } from '../../../src/domain/errors.ts';
import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, notificationsAt, startApi, useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);

let ledger: 'locked' | 'missing' | 'open' = 'open';
const bookkeeping = listener(({ result }) => {
  if (result === 'partially_refunded') throw new PermanentError('refunds are booked by hand');
  if (ledger === 'locked') throw new Error('the ledger is locked');
  if (ledger === 'missing') throw new PermanentError('there is no ledger');
});

beforeAll(async () => {
  const { database, startSubscriberWorker } = system();
  const inAnHour = { ...subscriber('any').retry, initialIntervalSeconds: 3_600, maximumIntervalSeconds: 3_600 };
  await database.insertSubscriber(subscriber('bookkeeping', { retry: inAnHour }));
  await database.insertSubscriber(subscriber('asleep'));
  await database.insertSubscriber(subscriber('left-out', { orderTypes: ['60202'] }));
  await startSubscriberWorker('bookkeeping', bookkeeping);
});
beforeEach(() => {
  ledger = 'open';
});

async function deliveryOf(payNo: string, name: string) {
  const { body } = await api().call(`GET /payments/${payNo}`);
  return body.results[0]?.deliveries.find((delivery: { subscriber: string }) => delivery.subscriber === name);
}

/** A payment whose delivery to bookkeeping has come to this; that to `asleep` is pending all the time. */
async function paid(becomes: 'delivered' | 'retrying' | 'parked'): Promise<string> {
  ledger = ({ delivered: 'open', retrying: 'locked', parked: 'missing' } as const)[becomes];
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  await becomesOf(payNo, 'bookkeeping', becomes);
  ledger = 'open';
  return payNo;
}

const becomesOf = (payNo: string, name: string, status: string) =>
  eventually(async () => expect(await deliveryOf(payNo, name)).toMatchObject({ status }));

const BECAUSE = { reason: 'the ledger is open again' };
const act = (delivery: `${string}/${string}`, kind: 'retry' | 'skip', given: object = BECAUSE) =>
  api().call(`POST /payments/${delivery.replace('/', '/deliveries/')}/${kind}`, given);

describe('retry', () => {
  test.each(['parked', 'retrying'] as const)(
    'of a delivery that is %s is accepted, and the next attempt comes at once',
    async (status) => {
      const payNo = await paid(status);
      expect(await act(`${payNo}/bookkeeping`, 'retry')).toMatchObject({
        status: 202,
        body: { payNo, subscriber: 'bookkeeping', accepted: 'retry' },
      });
      await becomesOf(payNo, 'bookkeeping', 'delivered');
      const told = bookkeeping.told.filter((message) => message.payNo === payNo);
      expect(told).toHaveLength(2);
      expect(new Set(told.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set([`${payNo}/paid/bookkeeping`]));
    },
  );

  test('that fails again leaves the delivery parked with the new reason', async () => {
    const payNo = await paid('parked');
    ledger = 'missing';
    await act(`${payNo}/bookkeeping`, 'retry');
    await eventually(async () => expect(await deliveryOf(payNo, 'bookkeeping')).toMatchObject({ status: 'parked', attempts: 2 }));
  });
});

describe('skip', () => {
  test.each(['parked', 'retrying'] as const)(
    'of a delivery that is %s is accepted, and kept with who said so and why',
    async (status) => {
      const payNo = await paid(status);
      const answer = await act(`${payNo}/bookkeeping`, 'skip', { reason: ' booked by hand ' });
      expect(answer).toMatchObject({ status: 202, body: { payNo, subscriber: 'bookkeeping', accepted: 'skip' } });
      await becomesOf(payNo, 'bookkeeping', 'skipped');
      await act(`${payNo}/asleep`, 'skip');
      await system().client.workflow.getHandle(workflowIdOf(payNo)).result();
      const skipped = { by: 'anna', reason: 'booked by hand' };
      expect(await deliveryOf(payNo, 'bookkeeping')).toMatchObject({ status: 'skipped', skipped, deliveredAt: null });
      expect(bookkeeping.told.filter((message) => message.payNo === payNo)).toHaveLength(1);
    },
  );

  test('of a delivery that nobody has taken yet is accepted, and its worker is never told', async () => {
    const payNo = await paid('delivered');
    expect(await act(`${payNo}/asleep`, 'skip')).toMatchObject({ status: 202 });
    await system().client.workflow.getHandle(workflowIdOf(payNo)).result();
    expect(await deliveryOf(payNo, 'asleep')).toMatchObject({ status: 'skipped', attempts: 0 });
  });
});

describe('an order for one result', () => {
  const refund = (payNo: string) =>
    paidFact(payNo, {
      ...{ notificationId: `r-${payNo}`, event: 'partially_refunded' },
      refund: { refundId: 'R1', amountMinor: 100, counts: 'cumulative' },
    });

  const paidOnly = { ...BECAUSE, resultId: 'paid' };
  const bookkept = async (payNo: string): Promise<string[]> => {
    const { body } = await api().call(`GET /payments/${payNo}`);
    return body.results.map(({ deliveries }: { deliveries: { subscriber: string; status: string }[] }) =>
      deliveries.flatMap((one) => (one.subscriber === 'bookkeeping' ? one.status : [])).join(),
    );
  };

  test('said twice, leaves the next result alone, and says why', async () => {
    const payNo = await paid('parked');
    await system().notify(refund(payNo));
    await eventually(async () => expect(await bookkept(payNo)).toEqual(['parked', 'pending']));
    expect(await act(`${payNo}/bookkeeping`, 'skip', { ...BECAUSE, resultId: 'partially_refunded/R1' })).toMatchObject({
      status: 409,
      body: { detail: 'the delivery of partially_refunded/R1 to bookkeeping waits behind that of paid' },
    });
    expect(await act(`${payNo}/bookkeeping`, 'skip', { ...BECAUSE, resultId: 'closed' })).toMatchObject({ status: 404 });
    expect(await act(`${payNo}/bookkeeping`, 'retry', paidOnly)).toMatchObject({ status: 202 });
    await eventually(async () => expect(await bookkept(payNo)).toEqual(['delivered', 'parked']));
    expect(await act(`${payNo}/bookkeeping`, 'skip', paidOnly)).toMatchObject({
      status: 409,
      body: { detail: 'the delivery of paid to bookkeeping is delivered' },
    });
  });

  test('that comes when its lane is at the next one changes nothing', async () => {
    const payNo = await paid('delivered');
    await system().notify(refund(payNo));
    await eventually(async () => expect(await bookkept(payNo)).toEqual(['delivered', 'parked']));
    const late = { ...BECAUSE, subscriber: 'bookkeeping', by: 'ann', only: { resultId: 'paid' } };
    await system().notifications.skipDelivery(payNo, late);
    await eventually(async () => expect(await bookkept(payNo)).toEqual(['delivered', 'parked'])); // asked of the workflow, after the signal
    expect(await act(`${payNo}/bookkeeping`, 'skip', { ...BECAUSE, resultId: 'partially_refunded/R1' })).toMatchObject({
      status: 202,
    });
    await eventually(async () => expect(await bookkept(payNo)).toEqual(['delivered', 'skipped']));
  });
});

describe.each(['retry', 'skip'] as const)('%s is refused', (kind) => {
  test('where the delivery is settled, while the payment is open and after it', async () => {
    const payNo = await paid('delivered');
    const refusal = {
      status: 409,
      type: 'application/problem+json',
      body: { detail: 'the delivery to bookkeeping is delivered' },
    };
    expect(await act(`${payNo}/bookkeeping`, kind)).toMatchObject(refusal);
    await act(`${payNo}/asleep`, 'skip');
    await system().client.workflow.getHandle(workflowIdOf(payNo)).result();
    expect(await act(`${payNo}/bookkeeping`, kind)).toMatchObject(refusal);
    expect(await act(`${payNo}/asleep`, kind)).toMatchObject({
      status: 409,
      body: { detail: 'the delivery to asleep is skipped' },
    });
  });

  test.each([
    ['a payment that is unknown', 'P-unknown', 'bookkeeping'],
    ['a subscriber that is unknown', '', 'nobody'],
    ['a subscriber that is not told of this', '', 'left-out'],
  ])('for %s', async (_, unknown, name) => {
    const payNo = unknown || (await paid('delivered'));
    const { status, type, body } = await act(`${payNo}/${name}`, kind);
    expect({ status, type, detail: body.detail }).toEqual({
      status: 404,
      type: 'application/problem+json',
      detail: `payment ${payNo} has no delivery to ${name}`,
    });
  });

  test('without a reason, or with more than one', async () => {
    for (const given of [
      {},
      { reason: '' },
      { reason: '  ' },
      { reason: 'x'.repeat(501) },
      { reason: 'x', by: 'berta' },
      { reason: '\u0000' },
    ]) {
      expect(await act('P-any/bookkeeping', kind, given)).toMatchObject({ status: 400, type: 'application/problem+json' });
    }
  });

  test('with Temporal away', async () => {
    const { notifications, close } = notificationsAt((await refusing()).address);
    const away = await startApi({ database: system().database, notifications });
    const answer = await away.call(`POST /payments/P1/deliveries/bookkeeping/${kind}`, { reason: 'any' });
    expect(answer).toMatchObject({
      status: 503,
      type: 'application/problem+json',
      body: { detail: 'Temporal does not answer; try again' },
    });
    await away.app.close();
    await close();
  });
});

// The last one: it takes the payments worker away.
test('while no payments worker answers, a delivery can be looked at, but not retried or skipped', async () => {
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  await becomesOf(payNo, 'bookkeeping', 'delivered');
  await system().stopWorker(system().paymentsWorker);

  const actOnce = (kind: 'retry' | 'skip') => api().once.call(`POST /payments/${payNo}/deliveries/asleep/${kind}`, BECAUSE);
  await eventually(async () => {
    const startedAt = Date.now();
    const [seen, ...refused] = await Promise.all([deliveryOf(payNo, 'asleep'), actOnce('retry'), actOnce('skip')]);
    expect(Date.now() - startedAt).toBeLessThan(4_000);
    expect(seen).toMatchObject({ status: 'pending' });
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 503, type: 'application/problem+json', headers: { 'retry-after': '5' } });
      expect(answer.body.detail).toBe('The payments worker does not answer; try again');
    }
  });

  await system().startPaymentsWorker();
  await eventually(async () => expect(await act(`${payNo}/asleep`, 'skip')).toMatchObject({ status: 202 }));
});
