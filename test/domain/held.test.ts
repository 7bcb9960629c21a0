import { whyHeld, whyRefundsAnother } from '../../src/domain/held.ts';
import type { Order, PaymentStatus, PayRecord } from '../../src/domain/order.ts';
import type { PaymentEvent } from '../../src/domain/payment-fact.ts';
import { paidFact } from '../support/payments.ts';

const amount = { currency: 'CNY', amountMinor: 8880 };
const createdAt = '2026-11-23T05:00:00.000Z';

const order: Order = {
  ...{ orderId: 'O1', orderType: '60201', outBusinessId: 'choose-1', userId: 'student-1', title: 'Mathematics', amount },
  ...{ status: 'unpaid', createdAt },
};
const payRecord: PayRecord = {
  ...{ payNo: 'P1', orderId: 'O1', provider: 'alipay', amount, status: 'unpaid', transactionId: null, refundedMinor: 0 },
  ...{ paidAt: null, createdAt },
};
const payment = (orderStatus: PaymentStatus = 'unpaid', payStatus: PaymentStatus = 'unpaid') => ({
  order: { ...order, status: orderStatus },
  payRecord: { ...payRecord, status: payStatus },
});

const refundOf = (amountMinor: number) => ({ refundId: 'R1', amountMinor, counts: 'cumulative' }) as const;

describe('a payment is held', () => {
  test.each([
    ['less than was asked', { currency: 'CNY', amountMinor: 8879 }, 'CNY 88.80 was asked, the notification says CNY 88.79'],
    ['more than was asked', { currency: 'CNY', amountMinor: 8881 }, 'CNY 88.80 was asked, the notification says CNY 88.81'],
    ['another currency', { currency: 'USD', amountMinor: 8880 }, 'CNY 88.80 was asked, the notification says USD 88.80'],
  ])('where it is of %s', (_, paid, reason) => {
    expect(whyHeld(paidFact('P1', { amount: paid }), payment())).toEqual({ code: 'amount_differs', reason });
  });

  test('where the order was closed before', () => {
    const held = { code: 'order_closed', reason: 'paid after the order was closed' };
    expect(whyHeld(paidFact('P1'), payment('closed'))).toEqual(held);
    expect(whyHeld(paidFact('P1'), payment('closed', 'closed'))).toEqual(held);
    expect(whyHeld(paidFact('P1', { event: 'finished' }), payment('closed'))).toEqual(held);
  });

  test.each(['paid', 'partially_refunded', 'refunded'] as const)(
    'where the order is %s, through another pay record',
    (status) => {
      expect(whyHeld(paidFact('P1'), payment(status))).toMatchObject({ code: 'order_paid_already' });
    },
  );

  test('where its amount is wrong, also when it is paid already', () => {
    const fact = paidFact('P1', { amount: { ...amount, amountMinor: 1 } });
    expect(whyHeld(fact, payment('paid', 'paid'))).toMatchObject({ code: 'amount_differs' });
  });
});

describe('a fact is held', () => {
  test('where another provider tells of the payment than the one it is to be paid through', () => {
    expect(whyHeld(paidFact('P1', { provider: 'standard' }), payment())).toMatchObject({ code: 'provider_differs' });
  });

  test('where another transaction pays what is paid already', () => {
    const second = paidFact('P1', { transactionId: 't2', notificationId: 'n2' });
    expect(whyHeld(second, payment('paid', 'paid'), paidFact('P1'))).toMatchObject({ code: 'order_paid_already' });
  });

  test('where a refund is of another currency or amount, or of more than was paid', () => {
    const refund = (changes: object) => paidFact('P1', { event: 'partially_refunded', refund: refundOf(100), ...changes });
    const state = payment('paid', 'paid');
    expect(whyHeld(refund({ amount: { currency: 'USD', amountMinor: 8880 } }), state)).toMatchObject({ code: 'amount_differs' });
    expect(whyHeld(refund({ amount: { currency: 'CNY', amountMinor: 8000 } }), state)).toMatchObject({ code: 'amount_differs' });
    expect(whyHeld(refund({ refund: refundOf(10_000) }), state)).toMatchObject({ code: 'amount_differs' });
  });
});

describe('a payment is not held', () => {
  test('where everything is as it was asked', () => expect(whyHeld(paidFact('P1'), payment())).toBeUndefined());

  test('where it is told again what it was told before', () => {
    expect(whyHeld(paidFact('P1'), payment('paid', 'paid'))).toBeUndefined();
  });

  test('where the price of the order is another one by now: what was asked counts', () => {
    const { payRecord: asked, order: now } = payment();
    const dearer = { ...now, amount: { ...amount, amountMinor: 9990 } };
    expect(whyHeld(paidFact('P1'), { payRecord: asked, order: dearer })).toBeUndefined();
  });

  test.each<PaymentEvent>(['pending', 'closed'])('for %s, which brings no money, whatever amount it says', (event) => {
    expect(whyHeld(paidFact('P1', { event, amount: { ...amount, amountMinor: 1 } }), payment('closed'))).toBeUndefined();
  });

  test.each<PaymentEvent>(['partially_refunded', 'refunded'])('for %s of what was paid', (event) => {
    expect(whyHeld(paidFact('P1', { event, refund: refundOf(8880) }), payment('closed'))).toBeUndefined();
  });

  test('for the amount by which a person has approved that it is paid', () => {
    const approved = paidFact('P1', { amount: { ...amount, amountMinor: 1 } });
    const finished = paidFact('P1', { event: 'finished', notificationId: 'later', amount: { ...amount, amountMinor: 1 } });
    expect(whyHeld(finished, payment('paid', 'paid'), approved)).toBeUndefined();
  });
});

describe('a refund of another transaction', () => {
  const refund = paidFact('P1', { event: 'refunded', notificationId: 'r', transactionId: 't2', refund: refundOf(8880) });
  const second = paidFact('P1', { transactionId: 't2', notificationId: 'n2' });

  test('is held where that transaction is held or was rejected', () => {
    const reason = 'it refunds transaction t2, and what counts as the payment is t-P1';
    expect(whyRefundsAnother(refund, [second], paidFact('P1'))).toEqual({ code: 'other_transaction', reason });
  });

  test('is none where it is of the transaction that counts, where nothing counts, and where the other is not known', () => {
    expect(whyRefundsAnother({ ...refund, transactionId: 't-P1' }, [second], paidFact('P1'))).toBeUndefined();
    expect(whyRefundsAnother(refund, [second], null)).toBeUndefined();
    expect(whyRefundsAnother(refund, [], paidFact('P1'))).toBeUndefined();
    expect(whyRefundsAnother(second, [second], paidFact('P1'))).toBeUndefined();
  });
});
