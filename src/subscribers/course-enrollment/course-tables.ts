import type { Queryable } from '../../db/pool.ts';
import type { PaymentResultMessage } from '../../domain/payment-result.ts';

/** Puts the course into the student's course table. Told again, it changes nothing: a closed course stays closed. */
export async function openCourse(db: Queryable, { outBusinessId, userId, orderId, payNo }: PaymentResultMessage): Promise<void> {
  await db.query(
    `insert into learning.course_tables (choose_course_id, user_id, order_id, pay_no, status)
     values ($1, $2, $3, $4, 'open')
     on conflict (choose_course_id) do nothing`,
    [outBusinessId, userId, orderId, payNo],
  );
}

/** Closes the course that this payment opened. Told again, it changes nothing. */
export async function closeCourse(db: Queryable, { outBusinessId, payNo }: PaymentResultMessage): Promise<void> {
  await db.query(
    `update learning.course_tables set status = 'closed', closed_at = now()
     where choose_course_id = $1 and pay_no = $2 and status = 'open'`,
    [outBusinessId, payNo],
  );
}
