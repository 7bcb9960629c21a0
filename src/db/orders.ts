import type { Order, OrderRequest, PaymentStatus } from '../domain/order.ts';
import type { Queryable } from './pool.ts';

export type OrderRow = {
  order_id: string;
  order_type: string;
  out_business_id: string;
  user_id: string;
  title: string;
  currency: string;
  amount_minor: number;
  status: PaymentStatus;
  created_at: Date;
};

export const ORDER_COLUMNS = [
  ...['order_id', 'order_type', 'out_business_id', 'user_id', 'title', 'currency', 'amount_minor', 'status', 'created_at'],
];
const COLUMNS = ORDER_COLUMNS.join(', ');

export const toOrder = (row: OrderRow): Order => ({
  orderId: row.order_id,
  orderType: row.order_type,
  outBusinessId: row.out_business_id,
  userId: row.user_id,
  title: row.title,
  amount: { currency: row.currency, amountMinor: row.amount_minor },
  status: row.status,
  createdAt: row.created_at.toISOString(),
});

/** A new order, or the one that was made with this idempotency key before; the caller compares what it asks for. */
export async function insertOrder(
  db: Queryable,
  order: OrderRequest & { orderId: string; idempotencyKey: string | null },
): Promise<Order> {
  const { rows } = await db.query<OrderRow>(
    `with inserted as (
       insert into orders.orders (order_id, order_type, out_business_id, user_id, title, currency, amount_minor, idempotency_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (idempotency_key) do nothing
       returning ${COLUMNS}
     )
     select ${COLUMNS} from inserted
     union all
     select ${COLUMNS} from orders.orders where idempotency_key = $8
     limit 1`,
    [
      order.orderId,
      order.orderType,
      order.outBusinessId,
      order.userId,
      order.title,
      order.amount.currency,
      order.amount.amountMinor,
      order.idempotencyKey,
    ],
  );
  // Two requests with one key at the same moment: the second sees neither its own row nor, in this snapshot, the first's.
  if (rows[0]) return toOrder(rows[0]);
  return insertOrder(db, order);
}

/** The order, or undefined. */
export async function findOrder(db: Queryable, orderId: string): Promise<Order | undefined> {
  const { rows } = await db.query<OrderRow>(`select ${COLUMNS} from orders.orders where order_id = $1`, [orderId]);
  return rows[0] && toOrder(rows[0]);
}

/** The order, locked until the transaction ends; undefined where there is none. */
export async function lockOrder(tx: Queryable, orderId: string): Promise<Order | undefined> {
  const { rows } = await tx.query<OrderRow>(`select ${COLUMNS} from orders.orders where order_id = $1 for update`, [orderId]);
  return rows[0] && toOrder(rows[0]);
}

/** Puts an order into the state of its pay records, and gives it: paid if one is; closed when none is left that could be. */
export async function updateOrderStatus(tx: Queryable, orderId: string): Promise<PaymentStatus | undefined> {
  const { rows } = await tx.query<Pick<OrderRow, 'status'>>(
    `update orders.orders set status = (
       select case
         when bool_or(status = 'paid') then 'paid'
         when bool_or(status = 'partially_refunded') then 'partially_refunded'
         when bool_or(status = 'refunded') then 'refunded'
         when bool_and(status = 'closed') then 'closed'
         else 'unpaid' end
       from orders.pay_records where order_id = $1)
     where order_id = $1
     returning status`,
    [orderId],
  );
  return rows[0]?.status;
}
