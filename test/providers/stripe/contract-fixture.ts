import { createStripe } from '../../../src/providers/stripe/index.ts';
import { alterationsOf } from '../alterations.ts';
import type { ProviderFixture } from '../provider-contract.ts';
import { event, REFUND, ROTATING, SETTINGS, sign } from './fixture.ts';

const failed = (status: number, error: string) => ({
  [status]: { status, contentType: 'application/json', body: JSON.stringify({ error }) },
});

export const stripeFixture: ProviderFixture = {
  provider: createStripe(SETTINGS),
  rotating: createStripe(ROTATING),
  paid: (key) => sign(event(), { key }),
  altered: alterationsOf(sign(event({}, REFUND)), ['stripe-signature']),
  stale: {
    'signed 303 s ago': sign(event(), { signedLater: -301 }),
    'signed a day ago': sign(event(), { signedLater: -86_400 }),
    'signed 301 s ahead': sign(event(), { signedLater: 303 }),
    'signed in the far future': sign(event(), { signedLater: 1e9 }),
  },
  noneOfOurs: {
    'another event': sign({ id: 'evt_1', object: 'event', created: 1, type: 'customer.created', data: { object: {} } }),
    'a refund event, which has no pay number': sign({ id: 'evt_1', type: 'refund.created', data: { object: { id: 're_1' } } }),
    'a session without a pay number': sign(event({ 'data.object.client_reference_id': 'null', 'data.object.metadata': '{}' })),
    'a refund without a pay number': sign(event({ 'data.object.metadata': '{}' }, REFUND)),
    'a subscription': sign(event({ 'data.object.mode': 'subscription', 'data.object.payment_intent': 'null' })),
    'the payment intent that the session has as well': sign(event({}, {}, 'payment_intent')),
    'a thin event': sign({ id: 'evt_1', object: 'v2.core.event', type: 'v1.billing.meter.error_report_triggered' }),
  },
  malformed: {
    'a repeated name': sign('{"id":"evt_1","type":"charge.refunded","type":"customer.created"}'),
    'a repeated name, written another way': sign('{"type":"customer.created","t\\u0079pe":"charge.refunded"}'),
    'a repeated name within': sign('{"type":"customer.created","data":{"object":{"id":1,"id":2}}}'),
    'no JSON': sign('type=checkout.session.completed'),
    'a JSON list': sign('["checkout.session.completed"]'),
    'a JSON text': sign('"checkout.session.completed"'),
    'a body cut in the middle': sign('{"type":"checkout.session.comp'),
    'bytes that are not UTF-8': sign(Buffer.from('{"type":"customer.created\xff"}', 'latin1')),
    'no type': sign({ id: 'evt_1' }),
  },
  personal: /@example|Student/,
  taken: { status: 200, contentType: 'application/json', body: '{"received":true}' },
  failed: {
    ...failed(400, 'malformed, or not meant for us'),
    ...failed(401, 'the signature is missing, wrong or not of this moment'),
    ...failed(413, 'too large'),
    ...failed(503, 'it could not be kept: send it again'),
  },
};
