import { type Payment, paymentInWords } from '../../src/cli/words/payment.ts';

type Delivery = Payment['results'][number]['deliveries'][number];

const delivery = (status: Delivery['status'], changes: Partial<Delivery> = {}): Delivery => ({
  ...{ subscriber: 'mail', status, attempts: 0, lastError: null, nextAttemptAt: null, deliveredAt: null },
  ...changes,
});

const payment = (deliveries: Delivery[], changes: Partial<Payment> = {}): Payment => ({
  ...{ payNo: 'P1', orderId: 'O1', provider: 'alipay', transactionId: 'T1', status: 'paid', refundedMinor: 0, facts: [] },
  ...{ amount: { currency: 'CNY', amountMinor: 8880 }, notMatched: [], workflow: null },
  results: [{ resultId: 'paid', result: 'paid', deliveries }],
  ...changes,
});

test.each<[string, Delivery]>([
  ['waits for its worker', delivery('pending')],
  ['waits: no worker polls mail', delivery('pending', { problem: 'no worker polls mail' })],
  [
    'delivered 2026-11-23T06:00:00.000Z (1 attempt)',
    delivery('delivered', { attempts: 1, deliveredAt: '2026-11-23T06:00:00.000Z' }),
  ],
  ['delivered (3 attempts)', delivery('delivered', { attempts: 3 })],
  [
    'retrying, 4 attempts, next 2026-11-23T06:00:00.000Z; last error: the ledger is locked',
    delivery('retrying', { attempts: 4, nextAttemptAt: '2026-11-23T06:00:00.000Z', lastError: 'the ledger is locked' }),
  ],
  ['retrying, 1 attempt, next under way; last error: no', delivery('retrying', { attempts: 1, lastError: 'no' })],
  ['parked: paused by anna', delivery('parked', { attempts: 0, parkedReason: 'paused by anna' })],
  [
    'parked after 2 attempts: no such account (failure type PermanentError)',
    delivery('parked', { attempts: 2, parkedReason: 'no such account', failureType: 'PermanentError' }),
  ],
  ['skipped by anna: booked by hand', delivery('skipped', { skipped: { by: 'anna', reason: 'booked by hand' } })],
  ['unknown: Temporal does not say', delivery('unknown', { attempts: null })],
])('a delivery is said to be: %s', (words, said) => {
  expect(paymentInWords(payment([said]))).toBe(`Paid CNY 88.80 (P1, by alipay, order O1)\n  mail  ${words}`);
});

test('a payment is a sentence, and a line for each delivery, for who is not told, and for its workflow', () => {
  const deliveries = [delivery('pending', { subscriber: 'course-enrollment' }), delivery('pending')];
  const notMatched = [{ resultId: 'paid', subscriber: 'left-out', reason: 'order type 60201 is not among 60202' }];
  const workflow = { id: 'payment/P1', runId: 'r', status: 'RUNNING', url: 'http://ui/1' };
  expect(paymentInWords(payment(deliveries, { notMatched, workflow })).split('\n')).toEqual([
    'Paid CNY 88.80 (P1, by alipay, order O1)',
    '  course-enrollment  waits for its worker',
    '  mail               waits for its worker',
    '  left-out           not told: order type 60201 is not among 60202',
    '  workflow           running http://ui/1',
  ]);
});

test('the results are named where there are several', () => {
  const results: Payment['results'] = [
    { resultId: 'paid', result: 'paid', deliveries: [delivery('delivered', { attempts: 1 })] },
    { resultId: 'refunded', result: 'refunded', deliveries: [delivery('pending')] },
  ];
  const [, ...lines] = paymentInWords(payment([], { status: 'refunded', results })).split('\n');
  expect(lines).toEqual(['  mail, paid      delivered (1 attempt)', '  mail, refunded  waits for its worker']);
});

test('a delivery that is made once more says who asked for it, and how it stands', () => {
  const again = { resultId: 'paid', subscriber: 'mail', status: 'parked', parkedReason: 'no', by: 'anna', reason: 'lost' };
  const text = paymentInWords(payment([delivery('delivered', { attempts: 1 })], { redeliveries: [again] }));
  expect(text).toMatch(/^ {2}mail, paid {2}once more, parked: no \(anna: lost\)$/m);
});

test('a payment that is held says why', () => {
  const held = payment([], { status: 'held', heldReason: 'no pay record has this pay number', orderId: null, results: [] });
  expect(paymentInWords(held)).toBe('Held CNY 88.80: no pay record has this pay number (P1, by alipay)');
});

test('a payment that is partially refunded is said so in words', () => {
  expect(paymentInWords(payment([], { status: 'partially_refunded' }))).toMatch(/^Partially refunded CNY 88\.80 /);
});

test("a subscriber's error cannot command the terminal, and is one line", () => {
  const lastError = 'no\r\n  mail  delivered\u001b[2J\u009b31m\ttoday';
  const text = paymentInWords(payment([delivery('retrying', { attempts: 1, lastError })]));
  expect(text.split('\n')).toHaveLength(2);
  expect(text).not.toMatch(/[^\n\P{Cc}]/u);
});
