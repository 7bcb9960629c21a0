import fc from 'fast-check';
import type { Order, PayRecord } from '../../src/domain/order.ts';
import { foldPayment, newResults, type Payment } from '../../src/domain/payment.ts';
import type { PaymentEvent, PaymentFact, Refund } from '../../src/domain/payment-fact.ts';
import type { PaymentResult } from '../../src/domain/payment-result.ts';

const PAID = 1000;
const amount = { currency: 'CNY', amountMinor: PAID };
const order: Order = {
  ...{ orderId: 'O', orderType: '60201', outBusinessId: 'B', userId: 'U', title: 'T', amount },
  ...{ status: 'unpaid', createdAt: '2026-01-01T00:00:00.000Z' },
};
const payRecord: PayRecord = {
  ...{ payNo: 'P', orderId: 'O', provider: 'alipay', amount, status: 'unpaid', transactionId: null },
  ...{ refundedMinor: 0, paidAt: null, createdAt: '2026-01-01T00:00:00.000Z' },
};
const payment: Payment = { order, payRecord };

const fact = (event: PaymentEvent, changes: Partial<PaymentFact> = {}): PaymentFact => ({
  ...{ provider: 'alipay', notificationId: `${event}-1`, event, payNo: 'P', transactionId: 'T', amount },
  ...{ refund: null, occurredAt: '2026-01-01T00:00:01.000Z', ...changes },
});

const refundFact = (refundId: string, amountMinor: number, counts: Refund['counts']): PaymentFact =>
  fact(amountMinor === PAID && counts === 'cumulative' ? 'refunded' : 'partially_refunded', {
    notificationId: `refund-${refundId}`,
    refund: { refundId, amountMinor, counts },
    occurredAt: `2026-01-02T00:00:${refundId.padStart(2, '0')}.000Z`,
  });

/** Tells what each arrival adds, as recordPayment does. */
function tellOneByOne(facts: PaymentFact[]) {
  const told: PaymentResult[] = [];
  for (const [index] of facts.entries()) {
    const known = new Map(told.map(({ resultId, refundedMinor }) => [resultId, refundedMinor]));
    told.push(...newResults(facts.slice(0, index + 1), payment, known));
  }
  return told;
}

describe('a payment is what its facts add up to', () => {
  test.each<[string, PaymentFact[], { status: string; refundedMinor: number }]>([
    ['nothing said', [], { status: 'unpaid', refundedMinor: 0 }],
    ['waiting for the buyer', [fact('pending')], { status: 'unpaid', refundedMinor: 0 }],
    ['paid', [fact('paid')], { status: 'paid', refundedMinor: 0 }],
    ['finished is its only word', [fact('finished')], { status: 'paid', refundedMinor: 0 }],
    ['finished after paid', [fact('paid'), fact('finished')], { status: 'paid', refundedMinor: 0 }],
    ['closed', [fact('closed')], { status: 'closed', refundedMinor: 0 }],
    ['paid, and a late word that it was closed before', [fact('paid'), fact('closed')], { status: 'paid', refundedMinor: 0 }],
    ['refunded before paid is known', [refundFact('1', PAID, 'cumulative')], { status: 'unpaid', refundedMinor: 0 }],
    [
      'refunded in part',
      [fact('paid'), refundFact('1', 300, 'cumulative')],
      { status: 'partially_refunded', refundedMinor: 300 },
    ],
    [
      'cumulative figures',
      [fact('paid'), refundFact('2', 700, 'cumulative'), refundFact('1', 300, 'cumulative')],
      { status: 'partially_refunded', refundedMinor: 700 },
    ],
    [
      'figures of each refund',
      [fact('paid'), refundFact('1', 300, 'each'), refundFact('2', 400, 'each')],
      { status: 'partially_refunded', refundedMinor: 700 },
    ],
    [
      'a refund of each told twice',
      [fact('paid'), refundFact('1', 300, 'each'), refundFact('1', 300, 'each')],
      { status: 'partially_refunded', refundedMinor: 300 },
    ],
    ['refunded in full', [refundFact('1', PAID, 'cumulative'), fact('paid')], { status: 'refunded', refundedMinor: PAID }],
    [
      'refunded in full, bit by bit',
      [fact('paid'), refundFact('1', 600, 'each'), refundFact('2', 400, 'each')],
      { status: 'refunded', refundedMinor: PAID },
    ],
    [
      'refunded beyond what was paid',
      [fact('paid'), refundFact('1', 900, 'each'), refundFact('2', 900, 'each')],
      { status: 'refunded', refundedMinor: PAID },
    ],
  ])('%s', (_name, facts, state) => {
    expect(foldPayment(facts)).toMatchObject(state);
  });
});

describe('what is to be told', () => {
  test('a payment that is refunded before it was told is told in order', () => {
    const results = newResults([refundFact('1', PAID, 'cumulative'), fact('paid')], payment, new Map());
    expect(results.map(({ resultId, refundedMinor }) => [resultId, refundedMinor])).toEqual([
      ['paid', 0],
      ['refunded', PAID],
    ]);
  });

  test('finished after paid tells nobody anything', () => {
    expect(newResults([fact('paid'), fact('finished')], payment, new Map([['paid', 0]]))).toEqual([]);
  });

  test('a smaller cumulative figure that comes late is left out', () => {
    const facts = [fact('paid'), refundFact('2', 700, 'cumulative'), refundFact('1', 300, 'cumulative')];
    expect(tellOneByOne(facts).map(({ resultId }) => resultId)).toEqual(['paid', 'partially_refunded/2']);
  });
});

test('a cumulative figure that grows under the same refund id is told again', () => {
  const grown = (amountMinor: number) => ({ ...refundFact('1', amountMinor, 'cumulative'), notificationId: `n-${amountMinor}` });
  const told = tellOneByOne([fact('paid'), grown(300), grown(700)]);
  expect(told.map(({ resultId, refundedMinor }) => [resultId, refundedMinor])).toEqual([
    ['paid', 0],
    ['partially_refunded/1', 300],
    ['partially_refunded/1-700', 700],
  ]);
});

const figures = (counts: Refund['counts']) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: PAID }), { maxLength: 4 })
    .map((all) => all.map((figure, index) => refundFact(String(index + 1), figure, counts)));

const story = fc
  .record({
    events: fc.subarray<PaymentEvent>(['pending', 'paid', 'finished', 'closed']),
    refunds: fc.oneof(figures('cumulative'), figures('each')),
  })
  .map(({ events, refunds }) => [...events.map((event) => fact(event)), ...refunds]);

/** The same facts in two orders of arrival, each fact at least once. */
const arrivals = story.chain((facts) => {
  const shuffled = fc
    .tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 5 }))
    .map(([all, again]) => [...all, ...again.flatMap((at) => facts[at % Math.max(1, facts.length)] ?? [])]);
  return fc.tuple(shuffled, shuffled);
});

describe('trap 6: over every order of arrival, and every repetition', () => {
  test('the status and the refunded amount are the same in the end', () => {
    fc.assert(
      fc.property(arrivals, ([one, other]) => expect(foldPayment(one)).toEqual(foldPayment(other))),
      { numRuns: 2000 },
    );
  });

  test('no result is told twice, and none is paid without a paying fact', () => {
    fc.assert(
      fc.property(arrivals, ([facts]) => {
        const told = tellOneByOne(facts).map(({ resultId }) => resultId);
        expect(new Set(told).size).toBe(told.length);
        const wasPaid = facts.some(({ event }) => event === 'paid' || event === 'finished');
        expect(told.includes('paid')).toBe(wasPaid);
      }),
      { numRuns: 2000 },
    );
  });

  test('a refund is never told before its payment, nor more refunded than was paid', () => {
    fc.assert(
      fc.property(arrivals, ([facts]) => {
        const told = tellOneByOne(facts);
        const firstRefund = told.findIndex(({ resultId }) => resultId.includes('refunded'));
        const paid = told.findIndex(({ resultId }) => resultId === 'paid');
        if (firstRefund >= 0) expect(paid).toBeGreaterThanOrEqual(0);
        if (firstRefund >= 0) expect(paid).toBeLessThan(firstRefund);
        for (const { refundedMinor } of told) expect(refundedMinor).toBeLessThanOrEqual(PAID);
      }),
      { numRuns: 2000 },
    );
  });

  test('the final state is always told last', () => {
    fc.assert(
      fc.property(arrivals, ([facts]) => {
        const { status, refundedMinor } = foldPayment(facts);
        const last = tellOneByOne(facts).at(-1);
        if (status === 'unpaid') expect(last).toBeUndefined();
        else expect(last).toMatchObject({ result: status, refundedMinor });
      }),
      { numRuns: 2000 },
    );
  });
});
