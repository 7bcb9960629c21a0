import type { Payment } from '../domain/payment.ts';
import { ORDER_COLUMNS, type OrderRow, toOrder } from './orders.ts';
import { type PayRecordRow, toPayRecord } from './pay-records.ts';
import type { Queryable } from './pool.ts';

type PaymentRow = OrderRow &
  Omit<PayRecordRow, 'currency' | 'amount_minor' | 'status' | 'created_at'> & {
    pay_currency: PayRecordRow['currency'];
    pay_amount_minor: PayRecordRow['amount_minor'];
    pay_status: PayRecordRow['status'];
    pay_created_at: PayRecordRow['created_at'];
  };

/**
 * The order and the pay record of this number, both locked until the transaction ends, and as whoever locked them before left
 * them; undefined where the number is unknown.
 */
export async function lockPayment(tx: Queryable, payNo: string): Promise<Payment | undefined> {
  const { rows } = await tx.query<PaymentRow>(
    `select ${ORDER_COLUMNS.map((column) => `o.${column}`).join(', ')},
       p.pay_no, p.provider, p.transaction_id, p.refunded_minor, p.paid_at,
       p.currency as pay_currency, p.amount_minor as pay_amount_minor, p.status as pay_status, p.created_at as pay_created_at
     from orders.pay_records p join orders.orders o on o.order_id = p.order_id
     where p.pay_no = $1
     for update`,
    [payNo],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { pay_currency: currency, pay_amount_minor: amount_minor, pay_status: status, pay_created_at: created_at } = row;
  return { order: toOrder(row), payRecord: toPayRecord({ ...row, currency, amount_minor, status, created_at }) };
}
