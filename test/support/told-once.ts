import { eventually } from './eventually.ts';
import type { Payment, Shop } from './shop.ts';

/**
 * The student is enrolled and the payment is over; and a repeat changes nothing, not even when the enrolment was made.
 * Gives the payment as the API shows it.
 */
export async function expectToldOnce(shop: Shop, payment: Payment) {
  const seen = await eventually(() => expectOver(shop, payment));
  const before = await shop.enrolments(payment);
  expect(before).toEqual([
    expect.objectContaining({ choose_course_id: payment.outBusinessId, pay_no: payment.payNo, status: 'open' }),
  ]);
  await shop.payUntilTaken(payment);
  await shop.workflowOf(payment).result();
  expect(await shop.enrolments(payment)).toEqual(before);
  const deliveries = await shop.query('select subscriber, result_id, status from orders.deliveries where pay_no = $1', [
    payment.payNo,
  ]);
  expect(deliveries).toEqual([{ subscriber: 'course-enrollment', result_id: 'paid', status: 'delivered' }]);
  return seen;
}

async function expectOver(shop: Shop, payment: Payment) {
  const seen = await shop.look(payment);
  expect(seen).toMatchObject({
    status: 'paid',
    results: [{ resultId: 'paid', deliveries: [{ subscriber: 'course-enrollment', status: 'delivered' }] }],
    workflow: { status: 'COMPLETED' },
  });
  return seen;
}
