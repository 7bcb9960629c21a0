import { createHmac } from 'node:crypto';
import type { NotificationRefused } from '../../../src/domain/errors.ts';
import type { Notification } from '../../../src/providers/provider.ts';
import { createStripe } from '../../../src/providers/stripe/index.ts';
import { withHeader } from '../alterations.ts';
import { event, PAID_AT, SECRETS, SETTINGS, sign } from './fixture.ts';

const stripe = createStripe(SETTINGS);
const genuine = sign(event());
const [time = '', v1 = ''] = String(genuine.headers['stripe-signature']).split(',');

function refusalOf(notification: Notification): NotificationRefused {
  try {
    stripe.translate(notification);
  } catch (error) {
    return error as NotificationRefused;
  }
  throw new Error('was taken');
}
const withSignature = (signature: string) => withHeader(genuine, 'stripe-signature', signature);

describe('the header', () => {
  it.each([
    ['another scheme beside it', `${time},${v1},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`],
    ['the signature of an older secret before it', `${time},v1=${'0'.repeat(64)},${v1}`],
  ])('is taken with %s', (_, header) => expect(stripe.translate(withSignature(header))).toHaveLength(1));

  it.each([
    ['only another scheme', `${time},${v1.replace('v1', 'v0')}`],
    ['no time', v1],
    ['no signature', time],
    ['two times', `${time},${v1},t=1`],
    ['two times, one after the other', `t=1,${time},${v1}`],
    ['a time with something behind it', `${time}abc,${v1}`],
    ['a time with a fraction', `${time}.0,${v1}`],
    ['a space', `${time}, ${v1}`],
    ['an empty signature', `${time},v1=`],
    ['half a signature', `${time},${v1.slice(0, 35)}`],
    ['a signature in upper case', `${time},${v1.toUpperCase().replace('V1', 'v1')}`],
    ['nonsense', 'nonsense'],
  ])('is refused with %s', (_, header) => expect(refusalOf(withSignature(header))).toMatchObject({ status: 401 }));
});

test('the signature is over the bytes on the wire, whatever they mean', () => {
  expect(stripe.translate(sign('{ "type" : "customer.created",\n "data":{"name":"\u{1f600}"} }\n'))).toEqual([]);
});

test('bytes that no text stands for are refused, although they are signed', () => {
  const odd = Buffer.from('{"type":"customer.created\xff"}', 'latin1');
  expect(refusalOf(sign(odd))).toMatchObject({ status: 400, message: 'the body is not UTF-8' });
  // Read leniently, these other bytes would be the same text, and the signature would hold for both.
  const lenient = Buffer.from(odd.toString('utf8'));
  const signature = createHmac('sha256', SECRETS.current)
    .update(`${time.slice(2)}.`)
    .update(lenient)
    .digest('hex');
  expect(refusalOf({ headers: { 'stripe-signature': `${time},v1=${signature}` }, rawBody: odd })).toMatchObject({ status: 400 });
});

test.each([
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
])('an event that was signed %i s ago is taken: %s', (seconds, taken) => {
  const later = createStripe({ ...SETTINGS, now: () => PAID_AT.getTime() + seconds * 1000 });
  if (taken) expect(later.translate(genuine)).toHaveLength(1);
  else expect(() => later.translate(genuine)).toThrow(expect.objectContaining({ status: 401 }));
});

test('a refusal quotes nothing of what was sent', () => {
  const refusal = refusalOf(withSignature(`${time},v1=${'0'.repeat(64)}`));
  expect(refusal.message).toBe('stripe-signature is not of Stripe');
  expect(refusal).not.toHaveProperty('payload');
});

test('there is no provider without a secret', () => {
  expect(() => createStripe({ secrets: [] })).toThrow('STRIPE_WEBHOOK_SECRET is empty');
});
