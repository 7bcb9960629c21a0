import type { Api } from '../../../src/api/api.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import type { PaymentFact } from '../../../src/domain/payment-fact.ts';
import type { Notification } from '../../../src/providers/provider.ts';
import { alipayFixture } from '../../providers/alipay/contract-fixture.ts';
import { withHeader } from '../../providers/alterations.ts';
import { standardFixture } from '../../providers/standard/contract-fixture.ts';
import { stripeFixture } from '../../providers/stripe/contract-fixture.ts';
import { weChatPayFixture } from '../../providers/wechatpay/contract-fixture.ts';
import { startApi, type TestApi } from '../fixture.ts';

const FIXTURES = { alipay: alipayFixture, wechatpay: weChatPayFixture, stripe: stripeFixture, standard: standardFixture };
const failure = (code: string, message: string) => JSON.stringify({ code, message });
const error = (words: string) => JSON.stringify({ error: words });

const MALFORMED = 'malformed, or not meant for us';
const NOT_SIGNED = 'the signature is missing, wrong or not of this moment';
const AGAIN = 'it could not be kept: send it again';

/** What each provider reads: the word for taken, and for refused, not signed, too large, and send it again. */
const WORDS = {
  alipay: ['success', 'failure', 'failure', 'failure', 'failure'],
  wechatpay: [
    '{"code":"SUCCESS"}',
    failure('FAIL', MALFORMED),
    failure('FAIL', NOT_SIGNED),
    failure('FAIL', 'too large'),
    failure('FAIL', AGAIN),
  ],
  stripe: ['{"received":true}', error(MALFORMED), error(NOT_SIGNED), error('too large'), error(AGAIN)],
  standard: ['{"received":true}', error(MALFORMED), error(NOT_SIGNED), error('too large'), error(AGAIN)],
} as const;

let api: TestApi;
let isTemporalAway = false;
const kept: PaymentFact[] = [];

beforeAll(async () => {
  const notify = async (fact: PaymentFact) => {
    if (isTemporalAway) throw new Unavailable('Temporal', new Error('away'));
    kept.push(fact);
  };
  const providers = new Map(Object.entries(FIXTURES).map(([name, { provider }]) => [name, provider]));
  api = await startApi({ providers, notifications: { notify } as Api['notifications'], database: {} as Api['database'] });
});
afterAll(() => api.app.close());
beforeEach(() => {
  isTemporalAway = false;
  kept.splice(0);
  api.log.splice(0);
});

async function post(name: string, { headers, rawBody }: Notification) {
  const answer = await api.inject({ method: 'POST', url: `/webhooks/${name}`, headers: { ...headers }, payload: rawBody });
  return { status: answer.status, text: answer.text, type: answer.type };
}

describe.each(Object.entries(FIXTURES))('%s reads its own words', (name, { paid, malformed, noneOfOurs }) => {
  const [taken, refused, notSigned, tooLarge, again] = WORDS[name as keyof typeof WORDS];
  const type = name === 'alipay' ? 'text/plain' : 'application/json';

  test('when a notification is kept', async () => {
    expect(await post(name, paid('current'))).toEqual({ status: 200, text: taken, type });
    expect(kept).toMatchObject([{ provider: name, payNo: 'P1' }]);
  });

  test('when it concerns no payment of ours: taken, a line in the log, and nothing is started', async () => {
    for (const notification of Object.values(noneOfOurs))
      expect(await post(name, notification)).toEqual({ status: 200, text: taken, type });
    expect(kept).toEqual([]);
    expect(api.log.filter((line) => line.includes('none of ours'))).toHaveLength(Object.keys(noneOfOurs).length);
  });

  test('when it is not signed by the provider', async () => {
    expect(await post(name, paid('stranger'))).toEqual({ status: 401, text: notSigned, type });
    expect(kept).toEqual([]);
  });

  test('when it is malformed', async () => {
    for (const notification of Object.values(malformed))
      expect(await post(name, notification)).toEqual({ status: expect.any(Number), text: expect.any(String), type });
    expect((await post(name, Object.values(malformed)[0] ?? paid('current'))).text).toBe(refused);
    expect(kept).toEqual([]);
  });

  test('when it is empty', async () => {
    const { status } = await post(name, { ...paid('current'), rawBody: Buffer.alloc(0) });
    expect([400, 401]).toContain(status);
  });

  test('when it has more than 64 KiB', async () => {
    const large = { ...paid('current'), rawBody: Buffer.alloc(64 * 1024 + 1, ' ') };
    expect(await post(name, large)).toEqual({ status: 413, text: tooLarge, type });
  });

  test('when Temporal is away', async () => {
    isTemporalAway = true;
    expect(await post(name, paid('current'))).toEqual({ status: 503, text: again, type });
  });
});

test('a signature probe of WeChat Pay is refused without a warning; whatever else is refused is one', async () => {
  const levels = () => api.log.map((line) => JSON.parse(line)).map(({ level, event, reason }) => ({ level, event, reason }));
  const probe = withHeader(weChatPayFixture.paid('current'), 'wechatpay-signature', 'WECHATPAY/SIGNTEST/AAAA');
  expect(await post('wechatpay', probe)).toMatchObject({ status: 401 });
  expect(levels()).toEqual([{ level: 20, event: 'webhook.refused', reason: 'a signature probe' }]);
  await post('wechatpay', weChatPayFixture.paid('stranger'));
  expect(levels()[1]).toMatchObject({ level: 40, event: 'webhook.refused' });
});

test.each(Object.entries(FIXTURES))('the log shows nothing of the buyer that %s tells of', async (name, { paid, personal }) => {
  await post(name, paid('current'));
  await post(name, paid('stranger'));
  expect(api.log).toHaveLength(2);
  if (personal) expect(api.log.join('\n')).not.toMatch(personal);
});
