import type { PaymentStatus, PayRecord } from '../domain/order.ts';
import type { PaymentState } from '../domain/payment.ts';
import type { Queryable } from './pool.ts';

export type PayRecordRow = {
  pay_no: string;
  order_id: string;
  provider: string;
  currency: string;
  amount_minor: number;
  status: PaymentStatus;
  transaction_id: string | null;
  refunded_minor: number;
  paid_at: Date | null;
  created_at: Date;
};

const COLUMNS = 'pay_no, order_id, provider, currency, amount_minor, status, transaction_id, refunded_minor, paid_at, created_at';

export const toPayRecord = (row: PayRecordRow): PayRecord => ({
  payNo: row.pay_no,
  orderId: row.order_id,
  provider: row.provider,
  amount: { currency: row.currency, amountMinor: row.amount_minor },
  status: row.status,
  transactionId: row.transaction_id,
  refundedMinor: row.refunded_minor,
  paidAt: row.paid_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
});

/** A new attempt to pay for an order, at the order's price of this moment. */
export async function insertPayRecord(
  tx: Queryable,
  payRecord: Pick<PayRecord, 'payNo' | 'orderId' | 'provider'>,
): Promise<PayRecord> {
  const { rows } = await tx.query<PayRecordRow>(
    `insert into orders.pay_records (pay_no, order_id, provider, currency, amount_minor)
     select $1, order_id, $3, currency, amount_minor from orders.orders where order_id = $2
     returning ${COLUMNS}`,
    [payRecord.payNo, payRecord.orderId, payRecord.provider],
  );
  if (!rows[0]) throw new Error(`there is no order ${payRecord.orderId}`);
  return toPayRecord(rows[0]);
}

export async function findPayRecord(db: Queryable, payNo: string): Promise<PayRecord | undefined> {
  const { rows } = await db.query<PayRecordRow>(`select ${COLUMNS} from orders.pay_records where pay_no = $1`, [payNo]);
  return rows[0] && toPayRecord(rows[0]);
}

export async function listPayRecords(db: Queryable, orderId: string): Promise<PayRecord[]> {
  const { rows } = await db.query<PayRecordRow>(
    `select ${COLUMNS} from orders.pay_records where order_id = $1 order by created_at, pay_no`,
    [orderId],
  );
  return rows.map(toPayRecord);
}

/** Puts a pay record into the state that its facts add up to. */
export async function setPayRecordState(
  tx: Queryable,
  payNo: string,
  { status, paidBy, refundedMinor }: PaymentState,
): Promise<void> {
  await tx.query(
    `update orders.pay_records
     set status = $2, transaction_id = coalesce($3, transaction_id), refunded_minor = $4, paid_at = coalesce(paid_at, $5)
     where pay_no = $1`,
    [payNo, status, paidBy?.transactionId ?? null, refundedMinor, paidBy?.occurredAt ?? null],
  );
}
