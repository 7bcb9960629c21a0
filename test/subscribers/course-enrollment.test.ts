import { onPool } from '../../src/db/pool.ts';
import { messageFor, type PaymentResult } from '../../src/domain/payment-result.ts';
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
const courses = async (): Promise<object[]> =>
  (await own().pool.query('select * from learning.course_tables order by choose_course_id')).rows;

beforeEach(() => own().pool.query('truncate learning.course_tables'));

test('a paid course is open to the student, with the order and the payment that opened it', async () => {
  await tell(paid);
  expect(await courses()).toEqual([
    {
      ...{ choose_course_id: 'choose-1', user_id: 'student-1', order_id: 'O1', pay_no: 'P1', status: 'open' },
      ...{ enrolled_at: expect.any(Date), closed_at: null },
    },
  ]);
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
