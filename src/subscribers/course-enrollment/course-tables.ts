import type { Queryable } from '../../db/pool.ts';
import { PermanentError } from '../../domain/errors.ts';
import type { PaymentResultMessage } from '../../domain/payment-result.ts';

/**
 * Notes the payment and puts the course into the student's course table. Told again, it changes nothing: a course whose payments
 * are all refunded stays closed.
 * @throws PermanentError when the choose-course record is another student's.
 */
export async function openCourse(db: Queryable, message: PaymentResultMessage): Promise<void> {
  const { outBusinessId, userId, orderId, payNo } = message;
  await db.query(
    `insert into learning.course_payments (pay_no, choose_course_id, user_id, order_id)
     values ($1, $2, $3, $4)
     on conflict (pay_no) do nothing`,
    [payNo, outBusinessId, userId, orderId],
  );
  await openWhatIsPaid(db, message);
  await refuseAnothersCourse(db, message);
}

/** Notes the refund and closes the course, unless another payment for it stands. Told again, it changes nothing. */
export async function closeCourse(db: Queryable, message: PaymentResultMessage): Promise<void> {
  const { outBusinessId, userId, payNo } = message;
  await db.query('update learning.course_payments set refunded_at = now() where pay_no = $1 and refunded_at is null', [payNo]);
  await db.query(
    `update learning.course_tables c set status = 'closed', closed_at = now()
     where choose_course_id = $1 and user_id = $2 and status = 'open' and not exists (
       select from learning.course_payments p
       where p.choose_course_id = c.choose_course_id and p.user_id = c.user_id and p.refunded_at is null
     )`,
    [outBusinessId, userId],
  );
  // A payment told at the same moment may have come after that statement's snapshot, and found the course still open.
  await openWhatIsPaid(db, message);
}

/** The row lock keeps a refund that comes at the same moment from being noted between the look and the opening. */
async function openWhatIsPaid(db: Queryable, { outBusinessId, userId }: PaymentResultMessage): Promise<void> {
  await db.query(
    `insert into learning.course_tables as c (choose_course_id, user_id, order_id, pay_no, status)
     select choose_course_id, user_id, order_id, pay_no, 'open'
     from learning.course_payments
     where choose_course_id = $1 and user_id = $2 and refunded_at is null
     order by pay_no limit 1 for update
     on conflict (choose_course_id) do update
     set status = 'open', order_id = excluded.order_id, pay_no = excluded.pay_no, enrolled_at = now(), closed_at = null
     where c.status = 'closed' and c.user_id = excluded.user_id`,
    [outBusinessId, userId],
  );
}

async function refuseAnothersCourse(db: Queryable, { outBusinessId, orderId, payNo }: PaymentResultMessage): Promise<void> {
  const { rows } = await db.query<{ order_id: string }>(
    `select c.order_id
     from learning.course_payments p join learning.course_tables c using (choose_course_id)
     where p.pay_no = $1 and p.refunded_at is null and c.user_id <> p.user_id`,
    [payNo],
  );
  const [taken] = rows;
  if (!taken) return;
  throw new PermanentError(
    `choose-course record ${outBusinessId} is another student's (order ${taken.order_id}): nothing was opened for order ${orderId}; ` +
      `refund payment ${payNo}, or enrol the student by hand and skip this delivery`,
  );
}
