import { eventually } from '../support/eventually.ts';
import { useParts } from '../support/parts.ts';
import { expectToldOnce } from '../support/told-once.ts';

const parts = useParts();

test("after Temporal's database is lost, what Postgres knows is started again and told, and nobody twice", async () => {
  const { learningCenterWorker, shop } = parts();
  const [told, untold, unpaid] = [await shop.newPayment(), await shop.newPayment(), await shop.newPayment()];
  await shop.payUntilTaken(told);
  await expectToldOnce(shop, told);
  await learningCenterWorker.stop();
  await shop.payUntilTaken(untold);
  await eventually(async () =>
    expect((await shop.look(untold)).results).toMatchObject([{ deliveries: [{ status: 'pending' }] }]),
  );
  for (const [table, column] of [
    ['payment_results', 'recorded_at'],
    ['pay_records', 'created_at'],
  ])
    await shop.query(`update orders.${table} set ${column} = ${column} - interval '61 seconds'`);

  await parts().loseTemporal();
  expect(await shop.look(untold)).toMatchObject({ status: 'paid', results: [{ deliveries: [{ status: 'unknown' }] }] });
  const lost = { payments: 1, watches: 1, guards: 0 };
  await eventually(async () =>
    expect(await shop.ask('POST', '/reconcile', { dryRun: true })).toEqual({ status: 200, body: lost }),
  );
  const { status, body } = await shop.ask('POST', '/reconcile', { reason: 'its disk was lost' });
  expect({ status, body }).toEqual({ status: 202, body: { jobId: expect.any(String) } });
  await eventually(async () =>
    expect((await shop.ask('GET', `/reconcile/${body.jobId}`)).body).toMatchObject({ state: 'completed', started: lost }),
  );

  await learningCenterWorker.start();
  await expectToldOnce(shop, untold);
  expect((await shop.temporal.workflow.getHandle(`watch/${unpaid.payNo}`).describe()).status.name).toBe('RUNNING');
  await shop.payUntilTaken(told); // known for ever
  await expectToldOnce(shop, told);
});
