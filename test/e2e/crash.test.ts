import { eventually } from '../support/eventually.ts';
import { type Hold, hold, holdTable } from '../support/hold.ts';
import { useParts } from '../support/parts.ts';
import type { Payment } from '../support/shop.ts';
import { expectToldOnce } from '../support/told-once.ts';

const parts = useParts();
const holds: Hold[] = [];

afterEach(async () => {
  for (const held of holds.splice(0)) await held.release();
});

function held(holding: Promise<Hold>): Promise<Hold> {
  return holding.then((made) => {
    holds.push(made);
    return made;
  });
}

test('the API killed right after its reply loses nothing', async () => {
  const { api, shop } = parts();
  const payment = await shop.newPayment();
  await shop.payUntilTaken(payment);
  await api.kill();
  await eventually(async () => expect(await shop.enrolments(payment)).toHaveLength(1));
  await api.start();
  await expectToldOnce(shop, payment);
});

test('the payments worker killed while it records a payment loses nothing', async () => {
  const { paymentsWorker, shop } = parts();
  const payment = await shop.newPayment();
  const facts = await held(holdTable(shop.where.DATABASE_URL, 'orders.payment_facts'));
  await shop.payUntilTaken(payment);
  await facts.someoneWaits();
  await paymentsWorker.kill();
  await facts.endWaiting();
  await facts.release();
  expect(await resultsOf(payment)).toEqual([]);
  await paymentsWorker.start();
  await expectToldOnce(shop, payment);
});

test('the payments worker killed when its record is committed, before Temporal hears of it, tells once', async () => {
  const { paymentsWorker, shop } = parts();
  const payment = await shop.newPayment();
  await shop.query(PAUSE_AT_COMMIT);
  const commit = await held(hold(shop.where.DATABASE_URL, 'select pg_advisory_xact_lock(4711)'));
  await shop.payUntilTaken(payment);
  await commit.someoneWaits();
  await paymentsWorker.kill();
  await commit.release();
  await eventually(async () => expect(await resultsOf(payment)).toEqual([{ result_id: 'paid', settled_at: null }]));
  // Had Temporal heard of it, a delivery would be scheduled; the record itself may be, where its local try took two seconds.
  expect((await scheduledActivities(payment)).filter((activity) => activity !== 'recordPayment')).toEqual([]);
  await paymentsWorker.start();
  await expectToldOnce(shop, payment);
  await shop.query('drop trigger pause_at_commit on orders.payment_results');
});

/** Whoever records a result waits in the middle of its commit while somebody else holds the lock 4711. */
const PAUSE_AT_COMMIT = `
  create or replace function pause_at_commit() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(4711); return null; end $$;
  create constraint trigger pause_at_commit after insert on orders.payment_results
    deferrable initially deferred for each row execute function pause_at_commit();`;

test('the learning-center worker killed before its enrolment is committed enrols once', async () => {
  const { learningCenterWorker, shop } = parts();
  const payment = await shop.newPayment();
  const courseTables = await held(holdTable(shop.where.DATABASE_URL, 'learning.course_tables'));
  await shop.payUntilTaken(payment);
  await courseTables.someoneWaits();
  await learningCenterWorker.kill();
  await courseTables.endWaiting();
  await courseTables.release();
  expect(await shop.enrolments(payment)).toEqual([]);
  await learningCenterWorker.start();
  const seen = await expectToldOnce(shop, payment);
  expect(seen.results[0].deliveries[0].attempts).toBeGreaterThan(1);
});

test('the learning-center worker killed when its enrolment is committed, before Temporal hears of it, enrols once', async () => {
  const { learningCenterWorker, shop } = parts();
  const payment = await shop.newPayment();
  const courseTables = await held(holdTable(shop.where.DATABASE_URL, 'learning.course_tables'));
  await shop.payUntilTaken(payment);
  await courseTables.someoneWaits();
  await learningCenterWorker.kill();
  await courseTables.release();
  const enrolments = await eventually(async () => {
    const made = await shop.enrolments(payment);
    expect(made).toHaveLength(1);
    return made;
  });
  await learningCenterWorker.start();
  const seen = await expectToldOnce(shop, payment);
  expect(seen.results[0].deliveries[0].attempts).toBeGreaterThan(1);
  expect(await shop.enrolments(payment)).toEqual(enrolments);
});

const resultsOf = ({ payNo }: Payment) =>
  parts().shop.query('select result_id, settled_at from orders.payment_results where pay_no = $1', [payNo]);

/** What Temporal was told to have done, by the types of the activities. */
async function scheduledActivities(payment: Payment): Promise<string[]> {
  const { events } = await parts().shop.workflowOf(payment).fetchHistory();
  return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
}
