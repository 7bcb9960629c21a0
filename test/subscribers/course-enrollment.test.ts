import { readFileSync } from 'node:fs';
import { onPool } from '../../src/db/pool.ts';
import { messageFor, type PaymentResult, type PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { testMessageFor } from '../../src/domain/test-message.ts';
import { courseEnrollment } from '../../src/subscribers/course-enrollment/index.ts';
import { useOwnDatabase } from '../support/own-database.ts';

const own = useOwnDatabase();

const paid: PaymentResult = {
  ...{ messageType: 'payresult_notify', resultId: 'paid', result: 'paid', payNo: 'P1', orderId: 'O1', orderType: '60201' },
  ...{ outBusinessId: 'choose-1', userId: 'student-1', provider: 'alipay', transactionId: 'T1', refundedMinor: 0 },
  ...{ amount: { currency: 'CNY', amountMinor: 8880 }, occurredAt: '2026-11-23T06:00:00.000Z' },
};
const refunded: PaymentResult = { ...paid, resultId: 'refunded', result: 'refunded', refundedMinor: 8880 };

const tell = (result: PaymentResult) =>
  courseEnrollment.createActivity(onPool(own().pool))(messageFor(courseEnrollment.name, result));
const payments = async (): Promise<object[]> =>
  (await own().pool.query('select * from learning.course_payments order by pay_no')).rows;
const courses = async (): Promise<object[]> =>
  (await own().pool.query('select * from learning.course_tables order by choose_course_id')).rows;

beforeEach(() => own().pool.query('truncate learning.course_tables, learning.course_payments'));

test('a paid course is open to the student, with the order and the payment that opened it', async () => {
  await tell(paid);
  expect(await courses()).toEqual([
    {
      ...{ choose_course_id: 'choose-1', user_id: 'student-1', order_id: 'O1', pay_no: 'P1', status: 'open' },
      ...{ enrolled_at: expect.any(Date), closed_at: null },
    },
  ]);
});

test('a test message opens nothing', async () => {
  const message = testMessageFor(courseEnrollment, 'TEST-1') as PaymentResultMessage;
  expect(message.orderType).toBe('60201');
  await courseEnrollment.createActivity(onPool(own().pool))(message);
  expect([await courses(), await payments()]).toEqual([[], []]);
});

test('a refunded course is closed, and who was enrolled when is kept', async () => {
  await tell(paid);
  const [before] = await courses();
  await tell(refunded);
  expect(await courses()).toEqual([{ ...before, status: 'closed', closed_at: expect.any(Date) }]);
});

test('trap 11: a course that was closed by its refund stays closed when the payment is told again', async () => {
  await tell(paid);
  await tell(refunded);
  const closed = await courses();
  await tell(paid);
  expect(await courses()).toEqual(closed);
});

test('a refund of another payment for the same course record closes nothing', async () => {
  await tell(paid);
  await tell({ ...refunded, payNo: 'P2' });
  expect(await courses()).toMatchObject([{ pay_no: 'P1', status: 'open' }]);
});

test('a refund of a payment that was never told has no effect', async () => {
  await tell(refunded);
  expect(await courses()).toEqual([]);
});

const paidAgain: PaymentResult = { ...paid, payNo: 'P2', orderId: 'O2' };
const refundedAgain: PaymentResult = { ...refunded, payNo: 'P2', orderId: 'O2' };
const ofAnother: PaymentResult = { ...paid, payNo: 'P2', orderId: 'O2', userId: 'student-2' };

test('a course that was refunded, ordered and paid again is open again, by the new order', async () => {
  await tell(paid);
  await tell(refunded);
  await tell(paidAgain);
  const reopened = { user_id: 'student-1', order_id: 'O2', pay_no: 'P2', status: 'open', closed_at: null };
  expect(await courses()).toMatchObject([reopened]);
  await tell(paid);
  await tell(refunded);
  expect(await courses()).toMatchObject([reopened]);
  await tell(refundedAgain);
  expect(await courses()).toMatchObject([{ pay_no: 'P2', status: 'closed' }]);
});

test("a payment for another student's choose-course record opens nothing, and says so to the operator every time", async () => {
  await tell(paid);
  const before = await courses();
  for (const _ of ['told', 'told again'])
    await expect(tell(ofAnother)).rejects.toMatchObject({
      name: 'PermanentError',
      message: expect.stringMatching(
        /^choose-course record choose-1 is another student's \(order O1\): nothing was opened for order O2/,
      ),
    });
  expect(await courses()).toEqual(before);
});

test("another student's refund closes nothing, and his refunded payment is no failure any more", async () => {
  await tell(paid);
  const before = await courses();
  await expect(tell(ofAnother)).rejects.toThrow('nothing was opened');
  await tell({ ...refunded, payNo: 'P2', orderId: 'O2', userId: 'student-2' });
  await tell(ofAnother);
  expect(await courses()).toEqual(before);
});

test.each([
  ['first', refunded, { ...refunded, payNo: 'P2' }],
  ['second', { ...refunded, payNo: 'P2' }, refunded],
])(
  'a course that is paid twice stays open when the %s payment is refunded, and is closed with the other',
  async (_, one, other) => {
    await tell(paid);
    await tell({ ...paid, payNo: 'P2' });
    const before = await courses();
    await tell(one);
    expect(await courses()).toEqual(before);
    await tell(other);
    expect(await courses()).toMatchObject([{ status: 'closed' }]);
  },
);

test('whatever is told twice changes nothing the second time', async () => {
  for (const result of [paid, refunded, paidAgain, refundedAgain]) {
    await tell(result);
    const once = [await courses(), await payments()];
    await tell(result);
    expect([await courses(), await payments()]).toEqual(once);
  }
});

test('a payment and the refund of another, told at the same moment, leave the course open', async () => {
  for (let round = 0; round < 50; round++) {
    const ids = { outBusinessId: `choose-${round}` };
    await tell({ ...paid, ...ids, payNo: `A${round}` });
    await Promise.all([tell({ ...refunded, ...ids, payNo: `A${round}` }), tell({ ...paid, ...ids, payNo: `B${round}` })]);
  }
  expect(await courses()).toEqual(Array.from({ length: 50 }, () => expect.objectContaining({ status: 'open' })));
});

test('the migration notes what the courses of before were paid with, and what was refunded', async () => {
  await tell(paid);
  await tell({ ...paid, payNo: 'P2', outBusinessId: 'choose-2' });
  await tell({ ...refunded, payNo: 'P2', outBusinessId: 'choose-2' });
  await own().pool.query('drop table learning.course_payments');
  const [up = ''] = readFileSync('migrations/0004_course_payments.sql', 'utf8').split('-- Down Migration');
  await own().pool.query(up);
  const ofStudent = { user_id: 'student-1', order_id: 'O1' };
  expect(await payments()).toEqual([
    { ...ofStudent, pay_no: 'P1', choose_course_id: 'choose-1', refunded_at: null },
    { ...ofStudent, pay_no: 'P2', choose_course_id: 'choose-2', refunded_at: expect.any(Date) },
  ]);
});
