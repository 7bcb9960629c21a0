import { Webhook } from 'standardwebhooks';
import type { NotificationRefused } from '../../../src/domain/errors.ts';
import type { Notification } from '../../../src/providers/provider.ts';
import { createStandard } from '../../../src/providers/standard/index.ts';
import { signStandardBody } from '../../../src/providers/standard/signer.ts';
import { withHeader } from '../alterations.ts';
import { body, PAID_AT, SECRETS, SETTINGS, sign } from './fixture.ts';

const standard = createStandard(SETTINGS);
const genuine = sign(body());
const signature = String(genuine.headers['webhook-signature']);

function refusalOf(notification: Notification): NotificationRefused {
  try {
    standard.translate(notification);
  } catch (error) {
    return error as NotificationRefused;
  }
  throw new Error('was taken');
}

describe('the signature', () => {
  const wrong = 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';
  it.each([
    ['after one of an older secret', `${wrong} ${signature}`],
    ['before one of another version', `${signature} v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZ`],
  ])('is taken %s', (_, header) => {
    expect(standard.translate(withHeader(genuine, 'webhook-signature', header))).toHaveLength(1);
  });

  it.each([
    ['of another version only', signature.replace('v1', 'v2')],
    ['without a version', signature.slice(3)],
    ['without its end', signature.slice(0, -2)],
    ['with something behind it', `${signature}=`],
    ['after a comma', `${wrong},${signature}`],
    ['after two spaces', `${wrong}  ${signature}`],
    ['that is empty', 'v1,'],
  ])('is refused %s', (_, header) => {
    expect(refusalOf(withHeader(genuine, 'webhook-signature', header))).toMatchObject({ status: 401 });
  });

  it('covers the timestamp as it stands', () => {
    const timestamp = String(genuine.headers['webhook-timestamp']);
    for (const other of [`${timestamp}abc`, `${timestamp}.0`, ` ${timestamp}`, `+${timestamp}`, `0${timestamp}`])
      expect(refusalOf(withHeader(genuine, 'webhook-timestamp', other))).toMatchObject({ status: 401 });
  });

  it('is over the bytes on the wire, whatever they mean', () => {
    expect(standard.translate(sign('{ "type" : "contact.created",\n "data":{"name":"\u{1f600}"} }\n'))).toEqual([]);
  });

  it('of our signer is genuine to the reference library too', () => {
    const text = JSON.stringify(body());
    const now = new Date();
    const { headers, body: sent } = signStandardBody({ id: 'msg_1', body: text }, SECRETS.current, now);
    expect(new Webhook(SECRETS.current).verify(sent, headers)).toEqual(body());
    expect(createStandard({ secrets: [SECRETS.current] }).translate({ headers, rawBody: Buffer.from(sent) })).toHaveLength(1);
  });
});

test.each([
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
])('a notification that was signed %i s ago is taken: %s', (seconds, taken) => {
  const later = createStandard({ ...SETTINGS, now: () => PAID_AT.getTime() + seconds * 1000 });
  if (taken) expect(later.translate(genuine)).toHaveLength(1);
  else expect(() => later.translate(genuine)).toThrow(expect.objectContaining({ status: 401 }));
});

describe('a secret', () => {
  it.each([SECRETS.current, `whsec_${SECRETS.current}`])('is taken with and without its prefix', (secret) => {
    expect(createStandard({ ...SETTINGS, secrets: [secret] }).translate(genuine)).toHaveLength(1);
  });

  it.each(['whsec_', 'whsec_not base64', 'sécret'])('that is none is refused at the start, and not quoted: %s', (secret) => {
    const reason = 'STANDARD_WEBHOOK_SECRET 2 of 2 is not base64, with or without whsec_';
    expect(() => createStandard({ secrets: [SECRETS.current, secret] })).toThrow(new Error(reason));
    expect(() => createStandard({ secrets: [] })).toThrow('STANDARD_WEBHOOK_SECRET is empty');
  });
});

/**
 * A message with its signature, quoted as test data from the specification's own libraries,
 * https://github.com/standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, "sign function works",
 * MIT licence, copyright (c) 2023 Svix.
 */
describe('a message that the reference libraries publish', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const translate = (rawBody: string) =>
    createStandard({ secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], now: () => 1_614_265_330_000 }).translate({
      headers,
      rawBody: Buffer.from(rawBody),
    });

  it('is genuine: what is missing is the type', () => {
    expect(() => translate('{"test": 2432232314}')).toThrow(expect.objectContaining({ status: 400, message: 'type is missing' }));
  });

  it.each(['{"test": 2432232315}', '{"test":2432232314}', '{"test": 2432232314}\n', ''])('is refused as %j', (altered) => {
    expect(() => translate(altered)).toThrow(expect.objectContaining({ status: 401 }));
  });
});
