import { eventually } from '../support/eventually.ts';
import { type Hold, holdTable } from '../support/hold.ts';
import { useParts } from '../support/parts.ts';
import type { Payment } from '../support/shop.ts';
import { expectToldOnce } from '../support/told-once.ts';

const parts = useParts();

test('a cancel request, as from the Web UI, parks what is open, and a retry over HTTP delivers it', async () => {
  const { learningCenterWorker, shop } = parts();
  await learningCenterWorker.stop();
  const payment = await shop.newPayment();
  await shop.payUntilTaken(payment);
  await eventually(async () => expect(await deliveryOf(payment)).toMatchObject({ status: 'pending', attempts: 0 }));

  await shop.workflowOf(payment).cancel();
  await expectParked(payment);
  await learningCenterWorker.start();
  await expectParked(payment);
  expect(await shop.enrolments(payment)).toEqual([]);

  const path = `/payments/${payment.payNo}/deliveries/course-enrollment/retry`;
  expect(await shop.ask('POST', path, { reason: 'cancelled by mistake' })).toMatchObject({ status: 202 });
  await expectToldOnce(shop, payment);
  expect(await shop.ask('POST', path, { reason: 'once more' })).toMatchObject({ status: 409 });
});

test('a cancel request during an attempt that succeeds changes nothing', async () => {
  const { shop } = parts();
  // Postgres ends an attempt that waits for longer than 5 s: then another payment shows it.
  await eventually(async () => {
    for (const hold of holds.splice(0)) await hold.release();
    const { payment, courseTables } = await cancelledDuringAttempt();
    await courseTables.release();
    await expectToldOnce(shop, payment);
  });
});

test('a cancel request during an attempt that fails leaves no further one', async () => {
  const { shop } = parts();
  const { payment, courseTables } = await cancelledDuringAttempt();
  await courseTables.endWaiting();
  await courseTables.release();
  await expectParked(payment);
  expect(await shop.enrolments(payment)).toEqual([]);
});

async function cancelledDuringAttempt(): Promise<{ payment: Payment; courseTables: Hold }> {
  const { shop } = parts();
  const payment = await shop.newPayment();
  const courseTables = await holdTable(shop.where.DATABASE_URL, 'learning.course_tables');
  holds.push(courseTables);
  await shop.payUntilTaken(payment);
  await courseTables.someoneWaits();
  await shop.workflowOf(payment).cancel();
  await eventually(async () => {
    const { events } = await shop.workflowOf(payment).fetchHistory();
    expect(events?.some((event) => event.activityTaskCancelRequestedEventAttributes)).toBe(true);
  });
  return { payment, courseTables };
}

const holds: Hold[] = [];
afterEach(async () => {
  for (const hold of holds.splice(0)) await hold.release();
});

const deliveryOf = async (payment: Payment) => (await parts().shop.look(payment)).results?.[0]?.deliveries[0];

/** Waits for a person, in the API and in Temporal's list; nothing of it is pending. */
async function expectParked(payment: Payment): Promise<void> {
  const { shop } = parts();
  await eventually(async () =>
    expect(await deliveryOf(payment)).toMatchObject({ status: 'parked', parkedReason: 'cancelled by ann', nextAttemptAt: null }),
  );
  await eventually(async () => {
    const { raw, status } = await shop.workflowOf(payment).describe();
    expect({ status: status.name, pending: raw.pendingActivities }).toEqual({ status: 'RUNNING', pending: [] });
  });
  const query = `WorkflowId = 'payment/${payment.payNo}' and PaymentState = 'parked' and ParkedSubscribers = 'course-enrollment'`;
  await eventually(async () => expect((await shop.temporal.workflow.count(query)).count).toBe(1));
}
