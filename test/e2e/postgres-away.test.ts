import { eventually } from '../support/eventually.ts';
import { holdTable } from '../support/hold.ts';
import { useParts } from '../support/parts.ts';
import { type Payment, type Shop, TAKEN } from '../support/shop.ts';
import { expectToldOnce } from '../support/told-once.ts';

const parts = useParts();

/** So long Postgres is away in truth: most payments have waited for it through several tries by then. */
const OUTAGE_SECONDS = 60;
const PAYMENTS = 200;

test(`${PAYMENTS} payments that come in while Postgres is away for ${OUTAGE_SECONDS} s are all taken, and enrolled when it is back`, async () => {
  const { postgres, shop } = parts();
  const payments = await newPayments(shop);
  await postgres.stop();
  const back = after(OUTAGE_SECONDS);
  await payEvenly(payments, OUTAGE_SECONDS / 2);
  await eventually(async () => expect(await openOnes(shop, 'processing')).toBe(PAYMENTS));
  await eventually(async () => expect((await shop.ask('GET', '/readyz')).body).toEqual({ temporal: 'up', postgres: 'down' }));
  await back;
  await postgres.start();

  await eventually(async () => expect(await shop.query('select 1 from learning.course_tables')).toHaveLength(PAYMENTS));
  await eventually(async () => expect(await openOnes(shop, 'done')).toBe(PAYMENTS));
  const enrolled = await shop.query(
    'select order_id as "orderId", choose_course_id as "outBusinessId", pay_no as "payNo" from learning.course_tables',
  );
  expect(byPayNo(enrolled as Payment[])).toEqual(byPayNo(payments));
  const told = await shop.query<{ payNo: string }>(`select pay_no as "payNo" from orders.deliveries where status = 'delivered'`);
  expect(told.map(({ payNo }) => payNo).sort()).toEqual(payments.map(({ payNo }) => payNo).sort());
});

test('a payment that Postgres does not get done with is shown as processing, and is recorded once it can be', async () => {
  const { shop } = parts();
  const payment = await shop.newPayment();
  const facts = await holdTable(shop.where.DATABASE_URL, 'orders.payment_facts');
  try {
    expect(await shop.pay(payment)).toEqual(TAKEN);
    await eventually(async () => expect(await openOnes(shop, 'processing')).toBe(1));
    await facts.someoneWaits();
  } finally {
    await facts.release();
  }
  await expectToldOnce(shop, payment);
});

async function newPayments(shop: Shop): Promise<Payment[]> {
  const payments: Payment[] = [];
  while (payments.length < PAYMENTS) payments.push(...(await Promise.all(Array.from({ length: 10 }, () => shop.newPayment()))));
  return payments;
}

/**
 * Sends them one after the other, whether or not the one before is answered, and again what is answered "send it again", as Alipay does:
 * so it is where Temporal takes more than three seconds on a busy machine.
 */
async function payEvenly(payments: Payment[], seconds: number): Promise<void> {
  const gap = seconds / payments.length;
  await Promise.all(payments.map((payment, i) => after(gap * i).then(() => parts().shop.payUntilTaken(payment))));
}

const after = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** How many payments Temporal shows in this state. */
const openOnes = async ({ temporal }: Shop, state: string): Promise<number> =>
  (await temporal.workflow.count(`PaymentState = '${state}'`)).count;

const byPayNo = (payments: Payment[]): Payment[] => [...payments].sort((a, b) => a.payNo.localeCompare(b.payNo));
