import Stripe from 'stripe';
import type { PaymentEvent } from '../../../src/domain/payment-fact.ts';
import { createStripe } from '../../../src/providers/stripe/index.ts';
import { PAID_EVENTS } from '../../../src/providers/stripe/notification.ts';
import { signStripeBody } from '../../../src/providers/stripe/signer.ts';
import { event, PAID_AT, SECRETS, SETTINGS } from './fixture.ts';

const EVENTS: PaymentEvent[] = ['pending', 'paid', 'closed', 'partially_refunded', 'refunded'];

describe.each(PAID_EVENTS)('where %s says what is paid', (paidEvent) => {
  test.each(EVENTS)("the signer's event of %s is genuine to Stripe's library too, and told as that", (what) => {
    const said = event({}, { event: what }, paidEvent);
    const { headers, body } = signStripeBody(JSON.stringify(said), SECRETS.current, PAID_AT);
    const header = headers['stripe-signature'] ?? '';
    const verify = (text: string) =>
      Stripe.webhooks.constructEvent(text, header, SECRETS.current, undefined, undefined, PAID_AT.getTime());
    expect(verify(body)).toEqual(said);
    expect(() => verify(`${body} `)).toThrow('No signatures found');
    const facts = createStripe({ ...SETTINGS, paidEvent }).translate({ headers, rawBody: Buffer.from(body) });
    expect(facts).toMatchObject([{ event: what, payNo: 'P1', amount: { currency: 'CNY', amountMinor: 8880 } }]);
  });
});

test('Stripe has no word for a payment that cannot be refunded any more', () => {
  expect(() => event({}, { event: 'finished' })).toThrow('Stripe has no event for finished');
});
