import { eventually } from '../support/eventually.ts';
import { useParts } from '../support/parts.ts';
import { expectToldOnce } from '../support/told-once.ts';

const parts = useParts();

/** The contract's: the provider waits 5 s or less. */
const ANSWERED_WITHIN_MS = 4_000;

test('while Temporal is away the provider is told to send it again, and what was in flight goes on when it is back', async () => {
  const { temporal, learningCenterWorker, shop } = parts();
  const [inFlight, late] = [await shop.newPayment(), await shop.newPayment()];
  await learningCenterWorker.stop();
  await shop.payUntilTaken(inFlight);
  await eventually(async () =>
    expect((await shop.look(inFlight)).results).toMatchObject([{ deliveries: [{ status: 'pending' }] }]),
  );

  await temporal.kill();
  for (let repeat = 1; repeat <= 3; repeat++) {
    await eventually(async () => {
      const sentAt = Date.now();
      expect(await shop.pay(late)).toEqual({ status: 503, body: 'failure' });
      expect(Date.now() - sentAt).toBeLessThan(ANSWERED_WITHIN_MS);
    });
  }
  expect(await shop.ask('GET', '/readyz')).toEqual({ status: 503, body: { temporal: 'down', postgres: 'up' } });
  expect(await shop.look(inFlight)).toMatchObject({
    status: 'paid',
    results: [{ deliveries: [{ status: 'unknown' }] }],
    workflow: null,
  });
  expect(await shop.look(late)).toMatchObject({ status: 'unpaid', facts: [], workflow: null });

  await temporal.start();
  await learningCenterWorker.start();
  await expectToldOnce(shop, inFlight);
  await shop.payUntilTaken(late);
  await expectToldOnce(shop, late);
});

test('a workflow task that Temporal does not hear the end of is done again when it is back', async () => {
  const { temporal, shop } = parts();
  const payments = await Promise.all(Array.from({ length: 5 }, () => shop.newPayment()));
  await Promise.all(payments.map((payment) => shop.payUntilTaken(payment)));
  await temporal.kill();
  await temporal.start();
  for (const payment of payments) await expectToldOnce(shop, payment);
});
