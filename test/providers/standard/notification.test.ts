import type { PaymentEvent, PaymentFact } from '../../../src/domain/payment-fact.ts';
import { createStandard } from '../../../src/providers/standard/index.ts';
import { body, REFUND, SETTINGS, sign } from './fixture.ts';

const standard = createStandard(SETTINGS);
const facts = (changes: Record<string, string> = {}, story = {}) => standard.translate(sign(body(changes, story)));

function only([fact, ...others]: PaymentFact[]): PaymentFact {
  if (!fact || others.length > 0) throw new Error('not one fact');
  return fact;
}

test('a payment is told in our words', () => {
  const notification = { type: 'payment.paid', timestamp: '2026-03-01T16:30:05Z' };
  const data = { pay_no: 'P1', transaction_id: 'T1', currency: 'cny', amount_minor: 8880, email: 'student@example.com' };
  expect(standard.translate(sign({ ...notification, data }, { id: 'msg_1' }))).toEqual([
    {
      provider: 'standard',
      notificationId: 'msg_1',
      event: 'paid',
      payNo: 'P1',
      transactionId: 'T1',
      amount: { currency: 'CNY', amountMinor: 8880 },
      refund: null,
      occurredAt: '2026-03-01T16:30:05.000Z',
    },
  ]);
});

test.each<PaymentEvent>(['pending', 'paid', 'finished', 'closed'])('payment.%s is that, and no refund', (event) => {
  expect(only(facts({}, { event, refund: REFUND.refund }))).toMatchObject({ event, refund: null });
});

test.each<PaymentEvent>(['partially_refunded', 'refunded'])('payment.%s says the amount of this refund', (event) => {
  expect(only(facts({}, { event, refund: REFUND.refund }))).toMatchObject({ event, refund: REFUND.refund });
});

test.each(['payment.constructor', 'payment.', 'paid', 'refund.paid'])('the type %s is nothing', (type) => {
  expect(facts({ type })).toEqual([]);
});

describe('a genuine notification is refused, and the reason names the field', () => {
  it.each(['type', 'data.transaction_id', 'data.currency', 'data.amount_minor', 'timestamp'])('without %s', (path) => {
    expect(() => facts({ [path]: 'null' })).toThrow(expect.objectContaining({ status: 400, message: `${path} is missing` }));
  });

  it.each(['data.refund_id', 'data.refund_amount_minor'])('of a refund without %s', (path) => {
    const message = `${path} is missing`;
    expect(() => facts({ [path]: 'null' }, REFUND)).toThrow(expect.objectContaining({ status: 400, message }));
  });

  it.each([
    ['timestamp', '1772382605', 'is not an ordinary text'],
    ['timestamp', '"2026-03-01T16:30:05"', 'is not a time'],
    ['timestamp', '"yesterday"', 'is not a time'],
    ['data.pay_no', '1', 'is not an ordinary text'],
    ['data.amount_minor', '"88.80"', 'is not a whole number of minor units'],
    ['data.amount_minor', '88.8', 'is not a whole number of minor units'],
    ['data.currency', '"¥"', 'is not a currency'],
  ])('with %s %s', (path, value, reason) => {
    const message = `${path} ${reason}`;
    expect(() => facts({ [path]: value })).toThrow(expect.objectContaining({ status: 400, message }));
  });
});
