import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { eventually } from '../../support/eventually.ts';
import { paidFact } from '../../support/payments.ts';
import { createScene } from '../../support/scene.ts';
import { useSystem } from '../../support/system.ts';
import { useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);
const BECAUSE = { reason: 'somebody terminated it' };

const ask = (line: `POST /${string}`) => api().call(line, BECAUSE);

const terminate = (payNo: string) => system().client.workflow.getHandle(workflowIdOf(payNo)).terminate('by mistake');
const look = async (payNo: string) => (await api().call(`GET /payments/${payNo}`)).body;

/** A payment whose workflow was ended from outside while nobody told the subscriber. */
async function terminatedBeforeTold(name: string) {
  const scene = createScene(system());
  await scene.register(name);
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'pending' }));
  await terminate(payNo);
  return { scene, payNo, handle };
}

test('a delivery that a terminated workflow left is shown as unknown, and told after a retry', async () => {
  const { scene, payNo } = await terminatedBeforeTold('left-behind');
  expect(await look(payNo)).toMatchObject({ status: 'paid', results: [{ deliveries: [{ status: 'unknown' }] }] });
  expect((await ask(`POST /payments/${payNo}/deliveries/left-behind/retry`)).status).toBe(202);
  const told = await scene.listen('left-behind');
  await eventually(() => expect(told).toMatchObject([{ payNo, resultId: 'paid' }]));
});

test('a delivery that a terminated workflow left can be skipped', async () => {
  const { scene, payNo } = await terminatedBeforeTold('given-up');
  expect((await ask(`POST /payments/${payNo}/deliveries/given-up/skip`)).status).toBe(202);
  await scene.handleOf(payNo).result();
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'given-up', status: 'skipped', settledBy: 'anna' }]);
});

test('a payment that is held can be decided after its workflow was terminated', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-after-all');
  // Where a busy machine does not answer in time, the next word about that payment would be refused: another one shows it.
  const payNo = await eventually(async () => {
    const { payNo } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 1 } });
    await eventually(async () => expect(await look(payNo)).toMatchObject({ status: 'held' }));
    await terminate(payNo);
    expect(await look(payNo)).toMatchObject({ status: 'held', workflow: { status: 'TERMINATED' } });
    expect(await api().call(`POST /payments/${payNo}/approve`, BECAUSE)).toMatchObject({ status: 200 });
    return payNo;
  });
  await eventually(() => expect(told.filter((one) => one.payNo === payNo)).toMatchObject([{ payNo, resultId: 'paid' }]));
});

test('a delivery that an earlier run settled is settled, also while a later run is open', async () => {
  const scene = createScene(system());
  await scene.subscribe('settled-before', undefined, { results: ['paid'] });
  await scene.register('open-still', { results: ['closed', 'refunded'] });
  const { payNo, handle } = await scene.pay();
  await handle.result();
  const refund = { refundId: 'R1', amountMinor: 8880, counts: 'cumulative' } as const;
  await system().notify(paidFact(payNo, { event: 'refunded', notificationId: `r-${payNo}`, refund }));
  await eventually(async () => expect(await scene.delivery(payNo, 'open-still')).toMatchObject({ status: 'pending' }));
  expect((await ask(`POST /payments/${payNo}/deliveries/settled-before/retry`)).status).toBe(409);
});
