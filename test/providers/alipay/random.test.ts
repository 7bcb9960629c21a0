import fc from 'fast-check';
import { NotificationRefused } from '../../../src/domain/errors.ts';
import { createAlipay } from '../../../src/providers/alipay/index.ts';
import { signAlipayNotification } from '../../../src/providers/alipay/signer.ts';
import { ALIPAY, notification, params, SETTINGS, sign } from './fixture.ts';

const alipay = createAlipay(SETTINGS);

/** Is it refused, and by nothing but a refusal? Any other exception goes through, and fails the test. */
function isRefused(body: string | Uint8Array): boolean {
  try {
    alipay.translate(notification(Buffer.from(body)));
    return false;
  } catch (error) {
    if (error instanceof NotificationRefused) return true;
    throw error;
  }
}

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/).filter((candidate) => !(candidate in Object.prototype));
const signed = fc.dictionary(name, fc.string({ unit: 'binary' }), { noNullPrototype: true });

test('whatever bytes a stranger sends, they are refused and nothing else happens', () => {
  const formLike = fc.array(fc.constantFrom('&', '=', '%', '%4', '%00', '+', 'sign', 'sign_type', 'RSA2', 'app_id', '__proto__'));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), isRefused));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), isRefused));
  fc.assert(
    fc.property(formLike, (parts) => isRefused(parts.join(''))),
    { numRuns: 500 },
  );
  fc.assert(fc.property(signed, (all) => isRefused(new URLSearchParams({ ...all, sign_type: 'RSA2', sign: 'AAAA' }).toString())));
});

test('whatever parameters Alipay signs, they verify, by our signer as by the independent one', () => {
  fc.assert(
    fc.property(signed, (extra) => {
      const all = { ...extra, ...params() };
      expect(alipay.translate(notification(signAlipayNotification(all, ALIPAY.privateKey)))).toHaveLength(1);
      expect(alipay.translate(notification(sign(all, { empties: 'signed' })))).toHaveLength(1);
    }),
  );
});

test('whatever values a genuine notification has, it is a fact or a refusal', () => {
  const known = fc.constantFrom(...Object.keys(params()));
  const judge = (parameter: string, value: string) => void isRefused(sign(params({ [parameter]: value })));
  fc.assert(fc.property(known, fc.string({ unit: 'binary' }), judge));
});

test('one byte changed anywhere in a genuine notification is refused', () => {
  const body = Buffer.from(signAlipayNotification(params(), ALIPAY.privateKey));
  // Not changed by it: a hexadecimal digit in its other case, and a space, which a form may also write as it is.
  const decoded = (byte: number) => String.fromCharCode(byte).toLowerCase().replace('+', ' ');
  const meansAnother = (index: number, byte: number) => decoded(byte) !== decoded(body[index] ?? 0);
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.integer({ min: 0x20, max: 0x7e }), (index, byte) => {
      fc.pre(meansAnother(index, byte));
      return isRefused(body.with(index, byte));
    }),
    { numRuns: 1000 },
  );
});
