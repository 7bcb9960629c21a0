import { PermanentError } from '../../src/domain/errors.ts';
import type { PaymentFact } from '../../src/domain/payment-fact.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { paidFact, refundFact as refund, subscriber } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

const closed = (payNo: string): PaymentFact => paidFact(payNo, { notificationId: `closed-${payNo}`, event: 'closed' });

const resultIds = (told: PaymentResultMessage[]) => told.map(({ resultId }) => resultId);

const permanently = () => {
  throw new PermanentError('never');
};

test('a refund is told after its payment, also a partial one, and the order shows it', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('refund-listener');
  const { payNo, order, handle } = await scene.pay();
  await handle.result();
  await system().notify(refund(payNo, 3000));
  await handle.result();
  expect(await database.findPayRecord(payNo)).toMatchObject({ status: 'partially_refunded', refundedMinor: 3000 });
  await system().notify(refund(payNo, 8880));
  await handle.result();
  expect(resultIds(told)).toEqual(['paid', 'partially_refunded/R3000', 'refunded']);
  expect(told.map(({ refundedMinor }) => refundedMinor)).toEqual([0, 3000, 8880]);
  expect(await database.findOrder(order.orderId)).toMatchObject({ status: 'refunded' });
});

test('trap 7: a refund that comes before its payment is told to nobody until the payment is known', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('early-refund');
  const { payNo } = await scene.newPayment();
  await system().notify(refund(payNo, 3000));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'nothing to tell' });
  expect(await database.findPayRecord(payNo)).toMatchObject({ status: 'unpaid', refundedMinor: 0 });
  await system().notify(paidFact(payNo));
  await scene.handleOf(payNo).result();
  expect(resultIds(told)).toEqual(['paid', 'partially_refunded/R3000']);
});

test('a partial refund waits behind a payment that is parked', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('slow-ledger', (_message, attempt) => (attempt === 1 ? permanently() : undefined));
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'slow-ledger')).toMatchObject({ status: 'parked' }));
  await system().notify(refund(payNo, 3000));
  await eventually(async () => expect((await scene.status(payNo)).results).toHaveLength(2));
  await scene.retry(payNo, 'slow-ledger');
  await handle.result();
  expect(resultIds(told)).toEqual(['paid', 'paid', 'partially_refunded/R3000']);
});

test('trap 7: a payment that was not told when it is refunded in full is skipped together with its refund', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('parked-ledger', permanently);
  const refundsOnly = await scene.subscribe('refunds-only', undefined, { results: ['refunded'] });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'parked-ledger')).toMatchObject({ status: 'parked' }));
  await system().notify(refund(payNo, 8880));
  await handle.result();
  expect(resultIds(told)).toEqual(['paid']);
  expect(resultIds(refundsOnly)).toEqual(['refunded']);
  expect(await scene.settled(payNo)).toMatchObject([
    {
      subscriber: 'parked-ledger',
      resultId: 'paid',
      status: 'skipped',
      settledBy: 'paynotify',
      reason: expect.stringContaining('superseded'),
    },
    { subscriber: 'parked-ledger', resultId: 'refunded', status: 'skipped', reason: expect.stringContaining('superseded') },
    { subscriber: 'refunds-only', resultId: 'refunded', status: 'delivered' },
  ]);
});

test('who was reached and did not answer may have enrolled: it is told of the payment and of its full refund', async () => {
  const scene = createScene(system());
  const answers = createGate();
  const silent = {
    timeoutSeconds: 5,
    retry: { ...subscriber('any').retry, initialIntervalSeconds: 3_600, maximumIntervalSeconds: 3_600 },
  };
  const told = await scene.subscribe('silent', (_message, attempt) => (attempt === 1 ? answers.opened : undefined), silent);
  const parked = { timeoutSeconds: 5, retry: { ...silent.retry, maximumAttempts: 1 } };
  const toldToo = await scene.subscribe(
    'silent-once',
    (_message, attempt) => (attempt === 1 ? answers.opened : undefined),
    parked,
  );
  const { payNo } = await scene.pay();
  await eventually(async () => {
    expect(await scene.delivery(payNo, 'silent-once')).toMatchObject({ status: 'parked', failureType: 'TimeoutSTART_TO_CLOSE' });
    const { raw } = await scene.handleOf(payNo).describe();
    expect(raw.pendingActivities).toMatchObject([{ activityId: 'silent/paid', attempt: 2 }]);
  });
  await system().notify(refund(payNo, 8880));
  await eventually(async () => expect((await scene.status(payNo)).results).toHaveLength(2));
  for (const name of ['silent', 'silent-once']) await scene.retry(payNo, name);
  await scene.handleOf(payNo).result();
  answers.open();
  expect([resultIds(told), resultIds(toldToo)]).toEqual([
    ['paid', 'paid', 'refunded'],
    ['paid', 'paid', 'refunded'],
  ]);
});

test('whoever skipped a payment is not told of its refund a year later, nor is who came later', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('skipper', permanently);
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'skipper')).toMatchObject({ status: 'parked' }));
  await scene.skip(payNo, 'skipper');
  await handle.result();
  const late = await scene.subscribe('latecomer');
  await system().notify(refund(payNo, 8880));
  await handle.result();
  expect([resultIds(told), resultIds(late)]).toEqual([['paid'], []]);
  const results = await database.listResults(payNo);
  expect(results.find(({ result }) => result.resultId === 'refunded')?.notMatched).toEqual(
    expect.arrayContaining([
      { subscriber: 'skipper', reason: 'superseded: its paid was skipped' },
      { subscriber: 'latecomer', reason: 'superseded: it was not subscribed when the payment was made' },
    ]),
  );
});

test('finished may be the only word that it is paid, and tells nobody anything after paid', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('finished-listener');
  const { payNo } = await scene.newPayment();
  await system().notify(paidFact(payNo, { event: 'finished' }));
  await scene.handleOf(payNo).result();
  await system().notify(paidFact(payNo, { notificationId: `later-${payNo}` }));
  await scene.handleOf(payNo).result();
  expect(resultIds(told)).toEqual(['paid']);
});

test('trap 8: a closing is told, and a payment that comes after it is held', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('closing-listener');
  const { payNo, order } = await scene.newPayment();
  await system().notify(closed(payNo));
  await scene.handleOf(payNo).result();
  expect(await database.findOrder(order.orderId)).toMatchObject({ status: 'closed' });
  await system().notify(paidFact(payNo));
  await eventually(async () =>
    expect(await scene.status(payNo)).toMatchObject({ state: 'held', heldReason: 'paid after the order was closed' }),
  );
  expect(resultIds(told)).toEqual(['closed']);
});

test('an attempt to pay that is closed while another one is paid is told to nobody', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('two-attempts');
  const { payNo: first, order } = await scene.newPayment();
  const second = `${first}-2`;
  await database.insertPayRecord({ payNo: second, orderId: order.orderId, provider: 'alipay' });
  await system().notify(paidFact(second));
  await scene.handleOf(second).result();
  await system().notify(closed(first));
  await scene.handleOf(first).result();
  expect(resultIds(told)).toEqual(['paid']);
  expect(await database.findPayRecord(first)).toMatchObject({ status: 'closed' });
  expect(await database.findOrder(order.orderId)).toMatchObject({ status: 'paid' });
});

test('a refund that grows under one id is told again, and in whatever order the largest figure is kept', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('growing-refund');
  const grown = (payNo: string, amountMinor: number): PaymentFact => ({
    ...refund(payNo, amountMinor),
    refund: { refundId: payNo, amountMinor, counts: 'cumulative' },
  });
  for (const figures of [
    [1000, 3000],
    [3000, 1000],
  ]) {
    const { payNo, handle } = await scene.pay();
    await handle.result();
    for (const figure of figures) {
      await system().notify(grown(payNo, figure));
      await handle.result();
    }
    expect(await database.findPayRecord(payNo)).toMatchObject({ status: 'partially_refunded', refundedMinor: 3000 });
  }
  expect(told.map(({ refundedMinor }) => refundedMinor)).toEqual([0, 1000, 3000, 0, 3000]);
});
