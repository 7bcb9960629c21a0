import { watchIdOf } from '../../../src/domain/temporal-names.ts';
import { refusing, silent } from '../../support/away.ts';
import { useSystem } from '../../support/system.ts';
import { notificationsAt, startApi, type TestApi, useApi } from '../fixture.ts';

const system = useSystem();
/** The watches begun, each with what Postgres had of its pay record at that moment. */
const begun: { payNo: string; payRecordWasThere: boolean }[] = [];
const api = useApi(system, ({ notifications, database }) => ({
  notifications: {
    ...notifications,
    async watch(payNo, provider) {
      await notifications.watch(payNo, provider);
      begun.push({ payNo, payRecordWasThere: (await database.findPayRecord(payNo)) !== undefined });
    },
  },
}));
beforeEach(() => begun.splice(0));

const course = {
  orderType: '60201',
  outBusinessId: 'choose-1',
  userId: 'student-1',
  title: 'Mathematics for beginners',
  amount: { currency: 'CNY', amountMinor: 8880 },
};
const newOrder = async (): Promise<string> => (await api().call('POST /orders', course)).body.orderId;
const begin = (orderId: string, on: TestApi = api()) => on.call(`POST /orders/${orderId}/pay-records`, { provider: 'alipay' });
const makeItOld = (orderId: string, minutes: number) =>
  system().pool.query("update orders.orders set created_at = now() - $2 * interval '1 minute' where order_id = $1", [
    orderId,
    minutes,
  ]);

test('a pay record is watched from before it exists', async () => {
  const { status, body } = await begin(await newOrder());
  expect(status).toBe(201);
  expect(begun).toEqual([{ payNo: body.payNo, payRecordWasThere: false }]);
  const { status: watch, type } = await system().client.workflow.getHandle(watchIdOf(body.payNo)).describe();
  expect({ watch: watch.name, type }).toEqual({ watch: 'RUNNING', type: 'paymentWatch' });
});

test('nothing is watched where there is nothing to pay', async () => {
  expect((await begin('O-unknown')).status).toBe(404);
  const orderId = await newOrder();
  await system().pool.query("update orders.orders set status = 'paid' where order_id = $1", [orderId]);
  expect((await begin(orderId)).status).toBe(409);
  expect(begun).toEqual([]);
});

test.each([
  ['refuses connections', refusing],
  ['takes connections and never answers', silent],
])('while Temporal %s a pay record is answered 503, and not made: nobody would ask for it', async (_, away) => {
  const { address, close: comeBack } = await away();
  const { notifications, close } = notificationsAt(address);
  const alone = await startApi({ database: system().database, notifications });
  const orderId = await newOrder();
  const { status, type, body, headers } = await begin(orderId, alone);
  expect({ status, type, detail: body.detail, retryAfter: headers['retry-after'] }).toEqual({
    status: 503,
    type: 'application/problem+json',
    detail: 'Temporal does not answer; try again',
    retryAfter: '5',
  });
  expect(await system().database.listPayRecords(orderId)).toEqual([]);
  await alone.app.close();
  await close();
  await comeBack();
});

describe('fault 10: an order never closes; a stale one is paid at the old price:', () => {
  test('one that is past its time limit cannot be begun to pay for', async () => {
    const orderId = await newOrder();
    await makeItOld(orderId, 30);
    const { status, body } = await begin(orderId);
    expect({ status, detail: body.detail }).toEqual({
      status: 409,
      detail: `order ${orderId} is closed: it was not paid within 30 minutes`,
    });
    expect(begun).toEqual([]);
  });

  test('one that nobody has begun to pay for is closed by its time limit alone', async () => {
    const orderId = await newOrder();
    await makeItOld(orderId, 29);
    expect((await api().call(`GET /orders/${orderId}`)).body).toMatchObject({ status: 'unpaid' });
    await makeItOld(orderId, 30);
    expect((await api().call(`GET /orders/${orderId}`)).body).toMatchObject({ status: 'closed', payRecords: [] });
  });

  test('one whose payment has begun is unpaid until the payment is closed, so that nobody pays for a closed order', async () => {
    const orderId = await newOrder();
    await begin(orderId);
    await makeItOld(orderId, 31);
    expect((await api().call(`GET /orders/${orderId}`)).body).toMatchObject({ status: 'unpaid' });
  });
});
