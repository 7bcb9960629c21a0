import { createStandard } from '../../../src/providers/standard/index.ts';
import { alterationsOf } from '../alterations.ts';
import type { ProviderFixture } from '../provider-contract.ts';
import { body, REFUND, ROTATING, SETTINGS, sign } from './fixture.ts';

const failed = (status: number, error: string) => ({
  [status]: { status, contentType: 'application/json', body: JSON.stringify({ error }) },
});

export const standardFixture: ProviderFixture = {
  provider: createStandard(SETTINGS),
  rotating: createStandard(ROTATING),
  paid: (key) => sign(body(), { key }),
  altered: alterationsOf(sign(body({}, REFUND)), ['webhook-id', 'webhook-timestamp', 'webhook-signature']),
  stale: {
    'signed 303 s ago': sign(body(), { signedLater: -301 }),
    'signed a day ago': sign(body(), { signedLater: -86_400 }),
    'signed 301 s ahead': sign(body(), { signedLater: 303 }),
    'signed in the far future': sign(body(), { signedLater: 1e9 }),
  },
  noneOfOurs: {
    'another type': sign(body({ type: 'contact.created' })),
    'a payment without a pay number': sign(body({ 'data.pay_no': 'null' })),
    'no data': sign({ type: 'payment.paid' }),
  },
  malformed: {
    'a repeated name': sign('{"type":"payment.paid","type":"contact.created"}'),
    'a repeated name, written another way': sign('{"type":"contact.created","\\u0074ype":"payment.paid"}'),
    'a repeated name within': sign('{"type":"contact.created","data":{"pay_no":"P1","pay_no":"P2"}}'),
    'no JSON': sign('type=payment.paid'),
    'a JSON list': sign('["payment.paid"]'),
    'a JSON text': sign('"payment.paid"'),
    'a body cut in the middle': sign('{"type":"payment.p'),
    'bytes that are not UTF-8': sign(Buffer.from('{"type":"contact.created\xff"}', 'latin1')),
    'no type': sign({ data: { pay_no: 'P1' } }),
    'an id of more than 200 characters': sign(body(), { id: 'm'.repeat(201) }),
  },
  taken: { status: 200, contentType: 'application/json', body: '{"received":true}' },
  failed: {
    ...failed(400, 'malformed, or not meant for us'),
    ...failed(401, 'the signature is missing, wrong or not of this moment'),
    ...failed(413, 'too large'),
    ...failed(503, 'it could not be kept: send it again'),
  },
};
