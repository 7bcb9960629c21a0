import { eventually } from '../support/eventually.ts';
import { newPayment, newPayNo, paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem({ unknownPaymentGraceSeconds: 600 });

test('trap 9: a notification that is faster than the commit of its order is looked up again, and told when the order is there', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('late-commit');
  const payNo = newPayNo();
  await system().notify(paidFact(payNo));
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'processing', results: [] }));
  expect(await system().database.listFacts(payNo)).toEqual([]);
  await newPayment(system(), { orderType: scene.orderType }, payNo);
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'told', delivered: ['late-commit: paid'] });
  expect(told).toHaveLength(1);
});

test('a repeat of it is taken while it is looked up, and is the same fact', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('late-commit-repeated');
  const payNo = newPayNo();
  await system().notify(paidFact(payNo));
  await eventually(async () => expect(await scene.status(payNo)).toMatchObject({ state: 'processing' }));
  await system().notify(paidFact(payNo));
  await newPayment(system(), { orderType: scene.orderType }, payNo);
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'told', delivered: ['late-commit-repeated: paid'] });
  expect(told).toHaveLength(1);
  expect(await system().database.listFacts(payNo)).toHaveLength(1);
});
