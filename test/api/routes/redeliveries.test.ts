import { eventually } from '../../support/eventually.ts';
import { createScene } from '../../support/scene.ts';
import { useSystem } from '../../support/system.ts';
import { useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);

const redeliver = (payNo: string, name: string, changes: object = {}) => {
  const body = { resultId: 'paid', reason: 'the ledger was restored', ...changes };
  return api().call(`POST /payments/${payNo}/deliveries/${name}/redeliver`, body);
};

test('what was delivered is delivered once more, with the same key, after its workflow has ended', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('restored');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  expect(await redeliver(payNo, 'restored')).toMatchObject({
    status: 202,
    body: { payNo, subscriber: 'restored', resultId: 'paid', accepted: 'redeliver' },
  });
  await eventually(() => expect(told).toHaveLength(2));
  expect(told[1]).toEqual(told[0]);
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'restored', status: 'delivered' }]);
});

test('what is not delivered cannot be delivered once more', async () => {
  const scene = createScene(system());
  await scene.register('never-told');
  const { payNo } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'never-told')).toMatchObject({ status: 'pending' }));
  expect(await redeliver(payNo, 'never-told')).toMatchObject({ status: 409 });
  await scene.skip(payNo, 'never-told');
  await scene.handleOf(payNo).result();
  expect(await redeliver(payNo, 'never-told')).toMatchObject({
    status: 409,
    body: { detail: 'the delivery of paid to never-told is skipped' },
  });
});

test('a subscriber that was removed is not told once more', async () => {
  const scene = createScene(system());
  await scene.subscribe('removed');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  expect((await api().call('DELETE /subscribers/removed')).status).toBe(204);
  expect(await redeliver(payNo, 'removed')).toMatchObject({ status: 409 });
});

test('what there is not cannot be delivered once more', async () => {
  const scene = createScene(system());
  await scene.subscribe('known');
  const { payNo, handle } = await scene.pay();
  await handle.result();
  expect((await redeliver('P-nothing', 'known')).status).toBe(404);
  expect((await redeliver(payNo, 'nobody')).status).toBe(404);
  expect((await redeliver(payNo, 'known', { resultId: 'refunded' })).status).toBe(404);
  expect((await redeliver(payNo, 'known', { reason: '' })).status).toBe(400);
});
