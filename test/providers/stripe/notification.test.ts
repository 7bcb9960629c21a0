import type { PaymentEvent, PaymentFact } from '../../../src/domain/payment-fact.ts';
import { createStripe, stripe as listed } from '../../../src/providers/stripe/index.ts';
import { event, PAID_AT, REFUND, SECRETS, SETTINGS, sign } from './fixture.ts';

const checkout = createStripe(SETTINGS);
const intents = createStripe({ ...SETTINGS, paidEvent: 'payment_intent' });

const sessions = (changes: Record<string, string> = {}, story = {}) => checkout.translate(sign(event(changes, story)));
const refunds = (changes: Record<string, string> = {}, refund: object = REFUND) =>
  checkout.translate(sign(event(changes, refund)));
const intentFacts = (changes: Record<string, string> = {}, story = {}) =>
  intents.translate(sign(event(changes, story, 'payment_intent')));

function only([fact, ...others]: PaymentFact[]): PaymentFact {
  if (!fact || others.length > 0) throw new Error('not one fact');
  return fact;
}

test('a payment is told in our words, and without anything about the buyer', () => {
  expect(sessions({ id: 'evt_1', 'data.object.payment_intent': 'pi_1' })).toEqual([
    {
      provider: 'stripe',
      notificationId: 'evt_1',
      event: 'paid',
      payNo: 'P1',
      transactionId: 'pi_1',
      amount: { currency: 'CNY', amountMinor: 8880 },
      refund: null,
      occurredAt: '2026-03-01T16:30:05.000Z',
    },
  ]);
});

describe('the event of a checkout session', () => {
  it.each([
    ['checkout.session.completed', 'paid', 'paid'],
    ['checkout.session.completed', 'unpaid', 'pending'],
    ['checkout.session.completed', 'no_payment_required', 'pending'],
    ['checkout.session.completed', 'anything_new', 'pending'],
    ['checkout.session.async_payment_succeeded', 'paid', 'paid'],
    ['checkout.session.async_payment_failed', 'unpaid', 'closed'],
    ['checkout.session.expired', 'unpaid', 'closed'],
  ])('of %s with payment_status %s is %s', (type, payment_status, what) => {
    const changes = { type, 'data.object.payment_status': payment_status };
    expect(only(sessions(changes))).toMatchObject({ event: what, refund: null });
  });

  it('that nobody tried to pay is of the session itself', () => {
    const expired = only(sessions({ 'data.object.id': 'cs_1' }, { event: 'closed' }));
    expect(expired).toMatchObject({ event: 'closed', transactionId: 'cs_1' });
  });
});

describe('what pays is configuration, and never both', () => {
  it.each(['payment_intent.succeeded', 'payment_intent.processing', 'payment_intent.canceled'])(
    'by checkout sessions, %s is nothing',
    (type) => expect(checkout.translate(sign(event({ type }, {}, 'payment_intent')))).toEqual([]),
  );

  it.each([
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_failed',
    'checkout.session.expired',
  ])('by payment intents, %s is nothing', (type) => expect(intents.translate(sign(event({ type })))).toEqual([]));

  it.each<PaymentEvent>(['pending', 'paid', 'closed'])('by payment intents, %s is told of one', (what) => {
    const fact = only(intentFacts({ 'data.object.id': 'pi_1' }, { event: what }));
    const amount = { currency: 'CNY', amountMinor: 8880 };
    expect(fact).toMatchObject({ event: what, payNo: 'P1', transactionId: 'pi_1', amount });
  });

  it('a payment intent is paid what was received', () => {
    expect(only(intentFacts({ 'data.object.amount_received': '8000' })).amount.amountMinor).toBe(8000);
  });

  it.each([
    ['checkout', ['paid'], []],
    ['payment_intent', [], ['paid']],
    [undefined, ['paid'], []],
  ])('STRIPE_PAID_EVENT=%s says which', (STRIPE_PAID_EVENT, ofSession, ofIntent) => {
    const provider = listed.create({ STRIPE_WEBHOOK_SECRET: `${SECRETS.next}, ${SECRETS.current}`, STRIPE_PAID_EVENT });
    // As it is listed, its clock is the machine's.
    const signedLater = Math.floor((Date.now() - PAID_AT.getTime()) / 1000);
    const told = (said: object) => provider.translate(sign(said, { signedLater })).map((fact) => fact.event);
    expect([told(event()), told(event({}, {}, 'payment_intent'))]).toEqual([ofSession, ofIntent]);
  });
});

describe('the pay number', () => {
  it('is client_reference_id where the session has no metadata', () => {
    expect(only(sessions({ 'data.object.metadata': '{}' })).payNo).toBe('P1');
    expect(only(sessions({ 'data.object.metadata': 'null' })).payNo).toBe('P1');
  });

  it('is metadata.pay_no where both are there: client_reference_id may be of something else', () => {
    expect(only(sessions({ 'data.object.client_reference_id': 'customer-7' })).payNo).toBe('P1');
  });

  it('is metadata.pay_no of a payment intent and of a charge', () => {
    expect(intentFacts({ 'data.object.metadata': '{}' })).toEqual([]);
    expect(refunds({ 'data.object.metadata': '{}' })).toEqual([]);
  });
});

describe('a refund', () => {
  it('of a part is told with what was refunded in all so far', () => {
    const fact = only(refunds({ 'data.object.payment_intent': 'pi_1' }));
    const refund = { refundId: 're_1', amountMinor: 1000 };
    expect(fact).toMatchObject({ event: 'partially_refunded', transactionId: 'pi_1', amount: { amountMinor: 8880 }, refund });
  });

  it('of all is refunded', () => {
    const all = { event: 'refunded', refund: { refundId: 're_2', amountMinor: 8880 } };
    expect(only(refunds({}, all))).toMatchObject(all);
  });

  it('is named by the newest refund that the charge lists', () => {
    const newest = JSON.stringify({ data: [{ id: 're_3' }, { id: 're_2' }, { id: 're_1' }] });
    expect(only(refunds({ 'data.object.refunds': newest })).refund?.refundId).toBe('re_3');
  });

  it.each(['null', '{"data":[]}'])('is named by the sum where the charge lists none: %s', (list) => {
    const changes = { 'data.object.refunds': list, 'data.object.id': 'ch_1', 'data.object.amount_refunded': '1500' };
    expect(only(refunds(changes)).refund).toEqual({ refundId: 'ch_1-1500', amountMinor: 1500, counts: 'cumulative' });
  });

  it('is of the charge where there is no payment intent', () => {
    const changes = { 'data.object.payment_intent': 'null', 'data.object.id': 'ch_1' };
    expect(only(refunds(changes)).transactionId).toBe('ch_1');
  });

  it('is told whatever pays', () => {
    expect(intents.translate(sign(event({}, REFUND)))).toMatchObject([{ event: 'partially_refunded' }]);
  });

  it.each(['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated', 'charge.succeeded'])(
    'is read from charge.refunded alone: %s is nothing',
    (type) => expect(refunds({ type })).toEqual([]),
  );
});

test.each([
  ['usd', 1999, 'USD'],
  ['jpy', 500, 'JPY'],
  ['EUR', 1, 'EUR'],
])('an amount is of %s and in its minor unit: %i', (currency, amount_total, upper) => {
  const changes = { 'data.object.currency': currency, 'data.object.amount_total': String(amount_total) };
  expect(only(sessions(changes)).amount).toEqual({ currency: upper, amountMinor: amount_total });
});

describe('a genuine event is refused, and the reason names the field', () => {
  it.each([
    ['id', 'id is missing'],
    ['type', 'type is missing'],
    ['created', 'created is not a time'],
    ['data.object.mode', 'data.object.mode is missing'],
    ['data.object.payment_status', 'data.object.payment_status is missing'],
    ['data.object.amount_total', 'data.object.amount_total is missing'],
    ['data.object.currency', 'data.object.currency is missing'],
  ])('without %s', (path, reason) => {
    expect(() => sessions({ [path]: 'null' })).toThrow(expect.objectContaining({ status: 400, message: reason }));
  });

  it.each([
    ['created', '"2026-03-01T16:30:05Z"', 'is not a time'],
    ['created', '-1', 'is not a time'],
    ['created', '1e300', 'is not a time'],
    ['data.object.amount_total', '"8880"', 'is not a whole number of minor units'],
    ['data.object.amount_total', '88.8', 'is not a whole number of minor units'],
    ['data.object.amount_total', '-8880', 'is not a whole number of minor units'],
    ['data.object.currency', '"yuan"', 'is not a currency'],
    ['data.object.payment_intent', '{"id":"pi_1"}', 'is not an ordinary text'],
    ['data.object.metadata.pay_no', '["P1"]', 'is not an ordinary text'],
  ])('with %s %s', (path, value, reason) => {
    const message = `${path} ${reason}`;
    expect(() => sessions({ [path]: value })).toThrow(expect.objectContaining({ status: 400, message }));
  });

  it.each(['amount', 'amount_refunded', 'id'])('of a refund without %s', (name) => {
    const message = `data.object.${name} is missing`;
    expect(() => refunds({ [`data.object.${name}`]: 'null' })).toThrow(expect.objectContaining({ status: 400, message }));
  });
});
