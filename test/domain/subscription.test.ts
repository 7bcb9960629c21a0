import { messageFor, type PaymentResult } from '../../src/domain/payment-result.ts';
import { matchSubscribers } from '../../src/domain/subscription.ts';
import { subscriber } from '../support/payments.ts';

const result: PaymentResult = {
  ...{ messageType: 'payresult_notify', resultId: 'paid', result: 'paid', payNo: 'P1', orderId: 'O1', orderType: '60201' },
  ...{ outBusinessId: 'choose-1', userId: 'student-1', provider: 'alipay', transactionId: 'T1', refundedMinor: 0 },
  ...{ amount: { currency: 'CNY', amountMinor: 8880 }, occurredAt: '2026-11-23T06:00:00.000Z' },
};

const takesAll = { filter: { takes: () => true } };

describe('a result is told to', () => {
  test.each([
    ['whoever takes everything', {}],
    ['whoever takes its order type', { orderTypes: ['60202', '60201'] }],
    ['whoever takes its kind', { results: ['refunded', 'paid'] as const }],
  ])('%s', (_, filter) => {
    const mail = subscriber('mail', filter as object);
    const { subscriptions, notMatched } = matchSubscribers([mail], result, takesAll);
    const { name, kind, taskQueue, activity, retry, timeoutSeconds } = mail;
    expect(subscriptions).toEqual([{ name, kind, taskQueue, activity, retry, timeoutSeconds }]);
    expect(notMatched).toEqual([]);
  });

  test('nobody, where there is nobody', () => {
    expect(matchSubscribers([], result, takesAll)).toEqual({ subscriptions: [], notMatched: [] });
  });
});

describe('a result is not told, with the reason, to', () => {
  test.each([
    ['another order type', { orderTypes: ['60202', '60203'] }, 'order type 60201 is not among 60202, 60203'],
    ['another kind of result', { results: ['refunded', 'closed'] as const }, 'result paid is not among refunded, closed'],
    ['neither', { orderTypes: ['60202'], results: ['closed'] as const }, 'order type 60201 is not among 60202'],
  ])('whoever takes %s', (_, filter, reason) => {
    const { subscriptions, notMatched } = matchSubscribers([subscriber('mail', filter as object)], result, takesAll);
    expect({ subscriptions, notMatched }).toEqual({ subscriptions: [], notMatched: [{ subscriber: 'mail', reason }] });
  });
});

test.each(['partially_refunded', 'refunded', 'closed'] as const)(
  'a listener of the system replaced is not told of %s: to it every message is a payment',
  (kind) => {
    const bridge = subscriber('bridge', { kind: 'amqp' });
    const reason = `the replaced system's message has no word for ${kind}`;
    expect(matchSubscribers([bridge], { ...result, resultId: kind, result: kind }, takesAll)).toEqual({
      subscriptions: [],
      notMatched: [{ subscriber: 'bridge', reason }],
    });
    expect(matchSubscribers([bridge], result, takesAll)).toMatchObject({ subscriptions: [{ name: 'bridge' }] });
  },
);

test('everybody is either told or has a reason, and keeps the order of the list', () => {
  const all = [
    subscriber('a'),
    subscriber('b', { orderTypes: ['60202'] }),
    subscriber('c'),
    subscriber('d', { results: ['closed'] }),
  ];
  const { subscriptions, notMatched } = matchSubscribers(all, result, takesAll);
  expect(subscriptions.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(notMatched.map((entry) => entry.subscriber)).toEqual(['b', 'd']);
});

test('a result that its filter leaves out is not told, and the reason names the filter', () => {
  const none = { filter: { takes: () => false } };
  const [mail, books] = [subscriber('mail', { filter: 'provider == "stripe"' }), subscriber('books')];
  const { subscriptions, notMatched } = matchSubscribers([mail, books], result, none);
  expect(subscriptions.map(({ name }) => name)).toEqual(['books']);
  expect(notMatched).toEqual([{ subscriber: 'mail', reason: 'its filter leaves it out: provider == "stripe"' }]);
});

test('whoever hears of what an operator must know is not told results, and is nobody who misses one', () => {
  const told = matchSubscribers([subscriber('on-call', { events: 'operator' })], result, takesAll);
  expect(told).toEqual({ subscriptions: [], notMatched: [] });
});

describe('the message to a subscriber', () => {
  test('is the result with a key of its own', () => {
    expect(messageFor('mail', result)).toEqual({ ...result, idempotencyKey: 'P1/paid/mail' });
  });

  test('has another key for every payment, result and subscriber, and the same for the same', () => {
    const results = ['P1', 'P2'].flatMap((payNo) =>
      ['paid', 'partially_refunded/R1', 'refunded'].map((resultId) => ({ payNo, resultId })),
    );
    const keys = () =>
      ['mail', 'books'].flatMap((name) => results.map((one) => messageFor(name, { ...result, ...one }).idempotencyKey));
    expect(new Set(keys()).size).toBe(12);
    expect(keys()).toEqual(keys());
  });
});
