import fc from 'fast-check';
import { contentOf, type PaymentFact, type Refund } from '../../src/domain/payment-fact.ts';
import { paidFact } from '../support/payments.ts';

const refund: Refund = { refundId: 'R1', amountMinor: 100, counts: 'each' };

test.each<[string, Partial<PaymentFact>]>([
  ['event', { event: 'finished' }],
  ['pay number', { payNo: 'P2' }],
  ['transaction', { transactionId: 'T2' }],
  ['amount', { amount: { currency: 'CNY', amountMinor: 8881 } }],
  ['currency', { amount: { currency: 'USD', amountMinor: 8880 } }],
  ['refund', { refund }],
])('another %s is another content', (_, change) => {
  expect(contentOf(paidFact('P1', change))).not.toBe(contentOf(paidFact('P1')));
});

test.each([{ refundId: 'R2' }, { amountMinor: 101 }])('a refund with %j is another content', (change) => {
  expect(contentOf(paidFact('P1', { refund: { ...refund, ...change } }))).not.toBe(contentOf(paidFact('P1', { refund })));
});

test('the time is not content: a provider may change it when it repeats a notification', () => {
  const again = paidFact('P1', { occurredAt: '2027-01-01T00:00:00.000Z' });
  expect(contentOf(again)).toBe(contentOf(paidFact('P1')));
});

test('two facts have the same content only where they say the same, whatever characters they hold', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '[', ']', '\\', 'null', '1'), maxLength: 4 });
  const facts = fc.record({
    payNo: text,
    transactionId: text,
    amount: fc.record({ currency: text, amountMinor: fc.integer({ min: 0, max: 3 }) }),
    refund: fc.option(
      fc.record({ refundId: text, amountMinor: fc.integer({ min: 0, max: 3 }), counts: fc.constant('each' as const) }),
    ),
  });
  fc.assert(
    fc.property(facts, facts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(contentOf(paidFact('P1', one)) === contentOf(paidFact('P1', other))).toBe(isSame);
    }),
    { numRuns: 1_000 },
  );
});
