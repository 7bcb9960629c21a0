import type { Order, PayRecord } from './order.ts';

/** Until when an order can be paid: so many minutes after it was made, at the price it was made at. */
export const timeLimitOf = ({ createdAt }: Pick<Order, 'createdAt'>, timeoutMinutes: number): Date =>
  new Date(Date.parse(createdAt) + timeoutMinutes * 60_000);

/**
 * The order as it stands at this moment. Its pay records close it, each by its own closing; one that nobody has begun to pay
 * for has none, and is closed by its time limit alone.
 */
export function orderAt<Given extends Order>(now: Date, order: Given, { payRecords, timeoutMinutes }: OrderCircumstances): Given {
  const isOver = order.status === 'unpaid' && payRecords.length === 0 && timeLimitOf(order, timeoutMinutes) <= now;
  return isOver ? { ...order, status: 'closed' } : order;
}

type OrderCircumstances = { payRecords: PayRecord[]; timeoutMinutes: number };
