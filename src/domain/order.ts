import type { Money } from './money.ts';

/** The state of an order, and of one attempt to pay for it. */
export type PaymentStatus = 'unpaid' | 'paid' | 'partially_refunded' | 'refunded' | 'closed';

/** What is bought. */
export type Order = {
  orderId: string;
  orderType: string;
  /** The shop's own record that the order is for. */
  outBusinessId: string;
  userId: string;
  title: string;
  amount: Money;
  status: PaymentStatus;
  createdAt: string;
};

/** What a buyer orders: an order before it has a number and a state. */
export type OrderRequest = Pick<Order, 'orderType' | 'outBusinessId' | 'userId' | 'title' | 'amount'>;

/** One attempt to pay for an order; `payNo` is our number for it, the provider's `transactionId` theirs. */
export type PayRecord = {
  payNo: string;
  orderId: string;
  provider: string;
  amount: Money;
  status: PaymentStatus;
  transactionId: string | null;
  refundedMinor: number;
  paidAt: string | null;
  createdAt: string;
};
