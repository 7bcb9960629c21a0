import { Refused, Unavailable } from '../../src/domain/errors.ts';
import { eventually } from '../support/eventually.ts';
import { paidFact, refundFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem({ unknownPaymentGraceSeconds: 0 });

const approve = { approve: true, by: 'ann', reason: 'the bank confirms it' };
const reject = { approve: false, by: 'ann', reason: 'it is a mistake' };
const wrongAmount = { amount: { currency: 'CNY', amountMinor: 1 } };

const untilHeld = (scene: ReturnType<typeof createScene>, payNo: string) =>
  eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));

/** Said again where a busy worker does not answer in time: what was taken all the same is refused then. */
async function decide(payNo: string, word: typeof approve): Promise<void> {
  let isUnheard = false;
  await eventually(async () => {
    try {
      await system().notifications.decideHeld(payNo, word);
    } catch (error) {
      if (isUnheard && error instanceof Refused) return;
      isUnheard ||= error instanceof Unavailable;
      throw error;
    }
  });
}

test('a payment of another amount is told as its notification says once it is approved', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('approved');
  const { payNo, handle } = await scene.pay(wrongAmount);
  await untilHeld(scene, payNo);
  expect(told).toEqual([]);
  await decide(payNo, approve);
  await handle.result();
  expect(told).toMatchObject([{ resultId: 'paid', amount: { currency: 'CNY', amountMinor: 1 } }]);
  expect(await database.listFacts(payNo)).toMatchObject([{ held: { code: 'amount_differs' }, decision: approve }]);
});

test('a rejected payment is told to nobody, also when its notification is repeated', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('rejected');
  const { payNo, handle } = await scene.pay(wrongAmount);
  await untilHeld(scene, payNo);
  await decide(payNo, reject);
  expect(await handle.result()).toMatchObject({ outcome: 'nothing to tell' });
  await system().notify(paidFact(payNo, wrongAmount));
  expect(await handle.result()).toMatchObject({ outcome: 'nothing to tell' });
  expect(told).toEqual([]);
  expect(await database.findPayRecord(payNo)).toMatchObject({ status: 'unpaid' });
});

test('a payment that is not held cannot be decided, neither open nor ended nor unknown', async () => {
  const { notifications } = system();
  const scene = createScene(system());
  await scene.register('nobody-home');
  const { payNo } = await scene.pay();
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'processing' }));
  await expect(notifications.decideHeld(payNo, approve)).rejects.toThrow(Refused);
  await scene.skip(payNo, 'nobody-home');
  await scene.handleOf(payNo).result();
  expect(await notifications.decideHeld(payNo, approve)).toBeUndefined();
  expect(await notifications.decideHeld('P-nothing', approve)).toBeUndefined();
});

test('an unknown pay number cannot be approved before there is an order for it', async () => {
  const { notifications, database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('late-order');
  const { order } = await scene.newPayment();
  const payNo = `P-late-${order.orderId}`;
  await system().notify(paidFact(payNo));
  await untilHeld(scene, payNo);
  await expect(notifications.decideHeld(payNo, approve)).rejects.toThrow('the pay number is still unknown');
  await database.insertPayRecord({ payNo, orderId: order.orderId, provider: 'alipay' });
  await decide(payNo, approve);
  await scene.handleOf(payNo).result();
  expect(told).toMatchObject([{ resultId: 'paid', payNo }]);
});

test('fault 9: an order that is paid twice, through two pay records, is told once until a person approves the second', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('paid-twice');
  const { payNo, order, handle } = await scene.pay();
  await handle.result();
  const second = `${payNo}-2`;
  await database.insertPayRecord({ payNo: second, orderId: order.orderId, provider: 'alipay' });
  await system().notify(paidFact(second));
  await untilHeld(scene, second);
  expect(told.map((message) => message.payNo)).toEqual([payNo]);
  await decide(second, approve);
  await scene.handleOf(second).result();
  expect(told.map((message) => message.payNo)).toEqual([payNo, second]);
});

test('trap 5: other content under a known notification id is held, and a person decides', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('other-content');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await system().notify(paidFact(payNo, { transactionId: 'another' }));
  await untilHeld(scene, payNo);
  await decide(payNo, reject);
  await handle.result();
  expect(told).toHaveLength(1);
});

test('two people who decide at once: the first word counts', async () => {
  const { notifications } = system();
  const scene = createScene(system());
  await scene.subscribe('two-people');
  const { payNo, handle } = await scene.pay(wrongAmount);
  await untilHeld(scene, payNo);
  const decided = await Promise.allSettled([notifications.decideHeld(payNo, approve), notifications.decideHeld(payNo, reject)]);
  expect(decided.filter((one) => one.status === 'fulfilled' && one.value !== undefined)).toHaveLength(1);
  await handle.result();
});

test('what is approved is not held again when the provider says it once more in another way', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('approved-once');
  const { payNo, handle } = await scene.pay(wrongAmount);
  await untilHeld(scene, payNo);
  await decide(payNo, approve);
  await handle.result();
  await system().notify(paidFact(payNo, { ...wrongAmount, event: 'finished', notificationId: `finished-${payNo}` }));
  expect(await handle.result()).toMatchObject({ outcome: 'nothing to tell' });
  expect(told).toHaveLength(1);
});

test('a payment is held when another provider tells of it, or another transaction pays it again', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('one-provider');
  const { payNo } = await scene.newPayment();
  await system().notify(paidFact(payNo, { provider: 'standard' }));
  await untilHeld(scene, payNo);
  expect(told).toEqual([]);
  const { payNo: paid, handle } = await scene.pay();
  await handle.result();
  await system().notify(paidFact(paid, { transactionId: 'second', notificationId: `second-${paid}` }));
  await untilHeld(scene, paid);
  expect(told.map((message) => message.payNo)).toEqual([paid]);
});

test('the refund of a second payment that was rejected is held: the first one stands', async () => {
  const { database } = system();
  const scene = createScene(system());
  const told = await scene.subscribe('refunded-second');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  const second = { transactionId: `t2-${payNo}`, notificationId: `n2-${payNo}` };
  await system().notify(paidFact(payNo, second));
  await untilHeld(scene, payNo);
  await decide(payNo, reject);
  await scene.handleOf(payNo).result();
  await system().notify({ ...refundFact(payNo, 8880), transactionId: second.transactionId });
  await untilHeld(scene, payNo);
  expect(await database.findPayRecord(payNo)).toMatchObject({ status: 'paid', refundedMinor: 0 });
  await decide(payNo, reject);
  await scene.handleOf(payNo).result();
  expect(told.map(({ result }) => result)).toEqual(['paid']);
});
