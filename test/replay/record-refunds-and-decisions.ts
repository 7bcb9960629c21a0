import { eventually } from '../support/eventually.ts';
import { paidFact } from '../support/payments.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { fails, isParked, refusal, write } from './recording.ts';

// As record-histories.ts: what a refund or a person's decision does to a payment.

const system = useSystem();

const wrongAmount = { amount: { currency: 'CNY', amountMinor: 1 } };
const word = (approve: boolean) => ({ approve, by: 'ann', reason: 'the bank says so' });

const refund = (payNo: string, amountMinor: number) =>
  paidFact(payNo, {
    notificationId: `refund-${amountMinor}-${payNo}`,
    event: amountMinor === 8880 ? 'refunded' : 'partially_refunded',
    refund: { refundId: `R${amountMinor}`, amountMinor, counts: 'cumulative' },
  });

const isHeld = (scene: Scene, payNo: string) =>
  eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'held' }));

test.each([
  ['held then approved', true],
  ['held then rejected', false],
])('%s', async (_name, approve) => {
  const scene = createScene(system());
  await scene.subscribe(approve ? 'told-when-approved' : 'not-told-when-rejected');
  const { payNo, handle } = await scene.pay(wrongAmount);
  await isHeld(scene, payNo);
  await system().notifications.decideHeld(payNo, word(approve));
  await handle.result();
  await write(scene, payNo);
});

test('partial refund behind a parked payment', async () => {
  const scene = createScene(system());
  await scene.subscribe('refund-waits', fails(1, refusal));
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'refund-waits');
  await system().notify(refund(payNo, 3000));
  await eventually(async () => expect((await scene.status(payNo)).results).toHaveLength(2));
  await scene.retry(payNo, 'refund-waits');
  await handle.result();
  await write(scene, payNo);
});

test('superseded by a full refund', async () => {
  const scene = createScene(system());
  await scene.subscribe('never-told', fails(1, refusal));
  await scene.subscribe('told-both');
  const { payNo, handle } = await scene.pay();
  await isParked(scene, payNo, 'never-told');
  await system().notify(refund(payNo, 8880));
  await handle.result();
  await write(scene, payNo);
});

test('refunded after close', async () => {
  const scene = createScene(system());
  await scene.subscribe('told-of-the-refund');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  await system().notify(refund(payNo, 8880));
  await handle.result();
  await write(scene, payNo);
});
