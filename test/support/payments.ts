import { randomUUID } from 'node:crypto';
import type { Order } from '../../src/domain/order.ts';
import type { PaymentFact } from '../../src/domain/payment-fact.ts';
import { DEFAULT_RETRY, SUBSCRIBER_DEFAULTS, type Subscriber } from '../../src/domain/subscription.ts';
import { eventually } from './eventually.ts';
import type { System } from './system.ts';

export const newPayNo = (): string => `P-${randomUUID().slice(0, 8)}`;

/** An order of CNY 88.80 for a course, with a pay record. */
export async function newPayment(
  { database }: Pick<System, 'database'>,
  changes: Partial<Order> = {},
  payNo: string = newPayNo(),
) {
  const id = randomUUID().slice(0, 8);
  // Again where a busy machine does not accept a connection in time.
  const order = await eventually(() =>
    database.insertOrder({
      orderId: `O-${id}`,
      orderType: '60201',
      outBusinessId: `choose-${id}`,
      userId: 'student-1',
      title: 'Mathematics for beginners',
      amount: { currency: 'CNY', amountMinor: 8880 },
      idempotencyKey: null,
      ...changes,
    }),
  );
  await eventually(() => database.insertPayRecord({ payNo, orderId: order.orderId, provider: 'alipay' }));
  return { order, payNo };
}

/** What Alipay says when this payment was made. */
export const paidFact = (payNo: string, changes: Partial<PaymentFact> = {}): PaymentFact => ({
  provider: 'alipay',
  notificationId: `n-${payNo}`,
  event: 'paid',
  payNo,
  transactionId: `t-${payNo}`,
  amount: { currency: 'CNY', amountMinor: 8880 },
  refund: null,
  occurredAt: '2026-11-23T06:00:00.000Z',
  ...changes,
});

/** What Alipay says when so much was refunded by now: all of it is a full refund. */
export const refundFact = (payNo: string, amountMinor: number): PaymentFact =>
  paidFact(payNo, {
    notificationId: `refund-${amountMinor}-${payNo}`,
    event: amountMinor === 8880 ? 'refunded' : 'partially_refunded',
    refund: { refundId: `R${amountMinor}`, amountMinor, counts: 'cumulative' },
    occurredAt: '2026-11-24T06:00:00.000Z',
  });

/** A subscriber to everything, on a task queue of its name, tried again after 50 ms for ever. */
export const subscriber = (name: string, changes: Partial<Subscriber> = {}): Subscriber => ({
  ...SUBSCRIBER_DEFAULTS,
  name,
  kind: 'activity',
  taskQueue: name,
  retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05, maximumIntervalSeconds: 0.5 },
  timeoutSeconds: 30,
  ...changes,
});
