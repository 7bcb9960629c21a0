import { listener, TOKEN } from '../api/fixture.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import { runBin } from '../support/run-bin.ts';
import { useSystem } from '../support/system.ts';
import { usePaynotify } from './fixture.ts';

const system = useSystem();
const { api, url, paynotify } = usePaynotify(system);

beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('asleep', { retry: onceADay }));
  await system().database.insertSubscriber(subscriber('bookkeeping', { orderTypes: ['60201'], retry: onceADay }));
  await system().startSubscriberWorker('bookkeeping', bookkeeping);
});

const onceADay = { ...subscriber('any').retry, initialIntervalSeconds: 86_400, maximumIntervalSeconds: 86_400 };
let ledger = 'locked';
const bookkeeping = listener(() => {
  if (ledger === 'locked') throw new Error('the ledger is locked');
});
beforeEach(() => {
  ledger = 'locked';
});

/** A payment that bookkeeping could not be told, and `asleep` was not. */
async function paid(): Promise<string> {
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo));
  await eventually(async () => expect((await api().call(`GET /payments/${payNo}`)).text).toContain('"retrying"'));
  return payNo;
}

test('status says where a payment stands, in words', async () => {
  const payNo = await paid();
  await eventually(async () => {
    const { code, out, err } = await paynotify('status', payNo);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      expect.stringMatching(`^Paid CNY 88\\.80 \\(${payNo}, by alipay, order O-[0-9a-f]+\\)$`),
      '  asleep       waits: no worker polls asleep',
      expect.stringMatching(/^ {2}bookkeeping {2}retrying, 1 attempt, next 20\d\d-\S+Z; last error: the ledger is locked$/),
      expect.stringMatching(/^ {2}workflow {5}running http:\/\/temporal\.test\/payment%2F/),
      '',
    ]);
  });
});

test("with --json it is the API's own answer", async () => {
  const payNo = await paid();
  await eventually(async () => {
    const { code, out } = await paynotify('status', payNo, '--json');
    expect({ code, body: JSON.parse(out) }).toEqual({ code: 0, body: (await api().call(`GET /payments/${payNo}`)).body });
  });
});

test('retry makes the next attempt come at once, and names who asked', async () => {
  const payNo = await paid();
  ledger = 'open';
  expect(await paynotify('retry', payNo, 'bookkeeping', '--reason', 'the ledger is open')).toEqual({
    code: 0,
    out: '',
    err: `accepted: the delivery of ${payNo} to bookkeeping is tried again\n`,
  });
  await eventually(async () => expect((await paynotify('status', payNo)).out).toMatch(/bookkeeping {2}delivered 20\d\d-/));
});

test('skip settles the delivery, with the name and the reason', async () => {
  const payNo = await paid();
  expect(await paynotify('skip', payNo, 'bookkeeping', '--reason', 'booked by hand', '--json')).toEqual({
    code: 0,
    out: `${JSON.stringify({ payNo, subscriber: 'bookkeeping', accepted: 'skip' }, null, 2)}\n`,
    err: `accepted: the delivery of ${payNo} to bookkeeping is skipped\n`,
  });
  await paynotify('skip', payNo, 'asleep', '--reason', 'nobody works there');
  await eventually(async () =>
    expect((await paynotify('status', payNo)).out).toMatch(
      /asleep {7}skipped by anna: nobody works there\n {2}bookkeeping {2}skipped by anna: booked by hand\n/,
    ),
  );
});

/** One cent was paid. */
async function held(): Promise<string> {
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo, { amount: { currency: 'CNY', amountMinor: 1 } }));
  await eventually(async () => expect((await paynotify('status', payNo)).out).toMatch(/^Held/));
  return payNo;
}

test('approve tells what is held, and names who said so and why', async () => {
  const payNo = await held();
  expect(await paynotify('approve', payNo, '--reason', 'the bank confirms it')).toEqual({
    code: 0,
    out: '',
    err: `accepted: what is held of ${payNo} is approved: it is told as its notification says\n`,
  });
  await eventually(async () => expect((await paynotify('status', payNo)).out).toMatch(/^Paid CNY /));
  const decision = { approve: true, by: 'anna', reason: 'the bank confirms it' };
  expect((await api().call(`GET /payments/${payNo}`)).body).toMatchObject({ facts: [{ decision }] });
});

test('reject tells nobody of what is held', async () => {
  const payNo = await held();
  const { code, out, err } = await paynotify('reject', payNo, '--reason', 'not ours', '--json');
  expect({ code, err }).toEqual({ code: 0, err: `accepted: what is held of ${payNo} is rejected: nobody is told\n` });
  expect(JSON.parse(out)).toMatchObject({ payNo, decision: 'rejected', deliveries: [] });
  expect((await paynotify('status', payNo)).out).toMatch(/^Rejected/);
});

test('subscribers are listed', async () => {
  await eventually(async () => {
    const { code, out, err } = await paynotify('subscribers');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      'NAME         KIND      STATUS  ORDER TYPES  RESULTS  WHERE',
      'asleep       activity  active  all          all      asleep onPaymentResult (no worker polls asleep)',
      'bookkeeping  activity  active  60201        all      bookkeeping onPaymentResult',
      '',
    ]);
  });
});

describe('what is refused exits with 1 and says why, in one line:', () => {
  test.each([
    ['a payment that is unknown', ['status', 'P-nothing'], 'refused (404): there is no payment P-nothing\n'],
    ['a payment with an odd number', ['status', '../orders/O1'], 'refused (404): there is no payment ../orders/O1\n'],
    [
      'a delivery that is unknown',
      ['retry', 'P-nothing', 'mail', '--reason', 'any'],
      expect.stringMatching(/^refused \(404\): payment P-nothing has no (open )?delivery to mail\n$/),
    ],
    [
      'a payment that is not held',
      ['approve', 'P-nothing', '--reason', 'any'],
      expect.stringMatching(/^refused \(409\): .*not held\n$/),
    ],
    ['an empty reason', ['skip', 'P1', 'mail', '--reason', ' '], expect.stringMatching(/^refused \(400\): .*reason.*\n$/)],
  ])('%s', async (_, args, err) => {
    expect(await paynotify(...args)).toEqual({ code: 1, out: '', err });
  });

  test('a delivery that is settled', async () => {
    const payNo = await paid();
    await paynotify('skip', payNo, 'bookkeeping', '--reason', 'any');
    await eventually(async () =>
      expect(await paynotify('skip', payNo, 'bookkeeping', '--reason', 'any')).toEqual({
        code: 1,
        out: '',
        err: 'refused (409): the delivery to bookkeeping is skipped\n',
      }),
    );
  });

  test('a token that nobody has, which is not shown', async () => {
    const { code, out, err } = await runBin('paynotify', ['subscribers'], { API_URL: url(), API_TOKEN: 'token-of-nobody' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^refused \(401\): .*API_TOKENS\n$/);
    expect(err).not.toContain('token-of-nobody');
  });

  test('an API that is away', async () => {
    const { address } = await refusing();
    const away = { API_URL: `http://${address}`, API_TOKEN: TOKEN };
    expect(await runBin('paynotify', ['status', 'P1'], away)).toEqual({
      code: 1,
      out: '',
      err: `no answer from http://${address}: connect ECONNREFUSED ${address}\n`,
    });
  });

  test('something else at the address of the API', async () => {
    const elsewhere = { API_URL: `${url()}/docs`, API_TOKEN: TOKEN };
    expect(await runBin('paynotify', ['subscribers'], elsewhere)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^refused \(404\)/),
    });
  });
});

test('beside the API, as in its container, it finds that by its own settings, and whoever asks says who it is', async () => {
  const beside = { API_TOKENS: `anna=${TOKEN},berta=token-of-berta`, HOST: '0.0.0.0', PORT: new URL(url()).port };
  expect(await runBin('paynotify', ['subscribers'], beside)).toEqual({
    ...{ code: 1, out: '' },
    err: 'API_TOKEN is not set: start the stack with npm run dev, or set it to yours\n',
  });
  expect(await runBin('paynotify', ['subscribers'], { ...beside, API_TOKEN: TOKEN })).toMatchObject({ code: 0, err: '' });
});

test.each([
  ['no command', []],
  ['an unknown command', ['refund', 'P1']],
  ['no pay number', ['status']],
  ['more than it takes', ['status', 'P1', 'P2']],
  ['no reason', ['retry', 'P1', 'mail']],
  ['no reason to approve', ['approve', 'P1']],
  ['no subscriber', ['skip', 'P1', '--reason', 'any']],
  ['an unknown option', ['subscribers', '--colour']],
])('bad usage exits with 2 and says why on stderr: %s', async (_, args) => {
  const { code, out, err } = await paynotify(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^(error: |Usage: paynotify )/);
});

test('help is data: it exits with 0', async () => {
  expect(await paynotify('--help')).toMatchObject({ code: 0, out: expect.stringContaining('API_URL and API_TOKEN'), err: '' });
});
