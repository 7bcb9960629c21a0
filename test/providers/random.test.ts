import fc from 'fast-check';
import { NotificationRefused } from '../../src/domain/errors.ts';
import type { Notification, Provider } from '../../src/providers/provider.ts';
import { withChanges } from '../../src/providers/simulated-changes.ts';
import { standardFixture } from './standard/contract-fixture.ts';
import * as standard from './standard/fixture.ts';
import { stripeFixture } from './stripe/contract-fixture.ts';
import * as stripe from './stripe/fixture.ts';
import { weChatPayFixture } from './wechatpay/contract-fixture.ts';
import * as wechatpay from './wechatpay/fixture.ts';

/** Is it refused, and by nothing but a refusal? Any other exception goes through, and fails the test. */
function isRefused(provider: Provider, notification: Notification): boolean {
  try {
    provider.translate(notification);
    return false;
  } catch (error) {
    if (error instanceof NotificationRefused) return true;
    throw error;
  }
}

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ',',
    '=',
    't=',
    't=1',
    't=1772382605,v1=',
    'v1,',
    'v1, v1,',
    'WECHATPAY/SIGNTEST/x',
    '0',
    '-1',
    '1e9',
    'NaN',
  ),
  fc.constantFrom('1772382605', ' 1772382605', '1772382605abc', '9'.repeat(400), '__proto__', 'constructor', 'toString'),
);
const header = fc.oneof(anything, fc.array(anything, { maxLength: 2 }), fc.constant(undefined));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 500 }),
  fc.json().map(Buffer.from),
  fc.constant(Buffer.from('{"__proto__":1}')),
);

describe.each([
  ['wechatpay', weChatPayFixture],
  ['stripe', stripeFixture],
  ['standard', standardFixture],
])('whatever a stranger sends to %s, it is refused and nothing else happens', (_, { provider, paid }) => {
  const genuine = paid('current');
  const names = Object.keys(genuine.headers).filter((name) => name !== 'content-type');

  test('any headers over any bytes', () => {
    const headers = fc.record(Object.fromEntries(names.map((name) => [name, header])), { requiredKeys: [] });
    fc.assert(
      fc.property(headers, bytes, (given, body) => isRefused(provider, { headers: given, rawBody: Buffer.from(body) })),
      { numRuns: 1000 },
    );
  });

  test('the headers of a genuine notification over any bytes', () => {
    fc.assert(fc.property(bytes, (body) => isRefused(provider, { ...genuine, rawBody: Buffer.from(body) })));
  });

  test('a genuine notification with any other header', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), header, (name, value) => {
        fc.pre(genuine.headers[name] !== value);
        return isRefused(provider, { ...genuine, headers: { ...genuine.headers, [name]: value } });
      }),
      { numRuns: 500 },
    );
  });

  test('a genuine notification with one byte changed anywhere', () => {
    fc.assert(
      fc.property(fc.nat(genuine.rawBody.length - 1), fc.nat(255), (index, byte) => {
        fc.pre(genuine.rawBody[index] !== byte);
        return isRefused(provider, { ...genuine, rawBody: Buffer.from(genuine.rawBody.with(index, byte)) });
      }),
      { numRuns: 500 },
    );
  });
});

describe('whatever values a genuine notification has, it is facts or a refusal', () => {
  const value = fc.oneof(
    fc.json(),
    fc.constantFrom('null', '""', '-1', '0.1', '1e400', '"\\ud800"', '"\\u0000"', '[]', '{}', 'x'),
  );

  const judge = (provider: Provider, paths: string[], sign: (changes: Record<string, string>) => Notification) =>
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, changed) => void isRefused(provider, sign({ [path]: changed }))),
      { numRuns: 500 },
    );

  test('of wechatpay', () => {
    const fields = ['mchid', 'appid', 'out_trade_no', 'transaction_id', 'trade_state', 'success_time', 'amount', 'amount.total'];
    const paths = ['id', 'create_time', 'event_type', ...fields.map((name) => `resource.${name}`), 'resource.amount.currency'];
    judge(weChatPayFixture.provider, paths, (changes) => wechatpay.sign(wechatpay.clear(changes)));
    const envelope = ['resource', 'resource.algorithm', 'resource.ciphertext', 'resource.nonce', 'resource.associated_data'];
    const signed = JSON.parse(wechatpay.sign(wechatpay.clear()).rawBody.toString());
    judge(weChatPayFixture.provider, envelope, (changes) => wechatpay.signBody(withChanges(signed, changes)));
  });

  test('of stripe', () => {
    const fields = [
      'id',
      'mode',
      'payment_status',
      'payment_intent',
      'metadata',
      'client_reference_id',
      'amount_total',
      'currency',
    ];
    const paths = ['id', 'created', 'type', 'data', 'data.object', ...fields.map((name) => `data.object.${name}`)];
    judge(stripeFixture.provider, paths, (changes) => stripe.sign(stripe.event(changes)));
    const refund = ['amount', 'amount_refunded', 'refunded', 'refunds', 'refunds.data', 'refunds.data.0', 'refunds.data.0.id'];
    const refundPaths = refund.map((name) => `data.object.${name}`);
    judge(stripeFixture.provider, refundPaths, (changes) => stripe.sign(stripe.event(changes, stripe.REFUND)));
  });

  test('of standard', () => {
    const fields = ['pay_no', 'transaction_id', 'currency', 'amount_minor', 'refund_id', 'refund_amount_minor'];
    const paths = ['type', 'timestamp', 'data', ...fields.map((name) => `data.${name}`)];
    judge(standardFixture.provider, paths, (changes) => standard.sign(standard.body(changes, standard.REFUND)));
  });
});
