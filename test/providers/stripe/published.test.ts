import { createStripe } from '../../../src/providers/stripe/index.ts';
import { alterationsOf } from '../alterations.ts';

/**
 * An event with its signature, quoted as test data from Stripe's own SDK for .NET, https://github.com/stripe/stripe-dotnet,
 * src/StripeTests/Services/Events/EventUtilityTest.cs and Resources/event_test_signature.json, Apache-2.0 licence.
 */
const SIGNED_AT = 1_533_204_620;
const SECRET = 'webhook_secret';
const SIGNATURE = `t=${SIGNED_AT},v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7,v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef`;
const BODY = `{
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "cus_123",
      "object": "customer",
      "created": 123456789,
      "email": "test@stripe.com",
      "livemode": false,
      "metadata": {}
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "customer.created"
}
`;

const published = { headers: { 'stripe-signature': SIGNATURE }, rawBody: Buffer.from(BODY) };
const at = (seconds: number) => createStripe({ secrets: [SECRET], now: () => seconds * 1000 });

describe("an event that Stripe's SDK publishes", () => {
  it('is genuine, and none of a payment', () => expect(at(SIGNED_AT + 100).translate(published)).toEqual([]));

  it.each(Object.entries(alterationsOf(published, [])))('is refused with an altered %s', (_, altered) => {
    expect(() => at(SIGNED_AT + 100).translate(altered)).toThrow(expect.objectContaining({ status: 401 }));
  });

  it('is refused when it is outdated', () => {
    expect(() => at(SIGNED_AT + 400).translate(published)).toThrow('the timestamp is too old');
  });
});
