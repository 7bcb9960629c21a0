import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProviders, listedProviders } from '../../src/providers/index.ts';

const settings: Record<string, string> = Object.assign({}, ...listedProviders.map(({ simulator }) => simulator.makeSettings()));
const providers = createProviders(settings);
const contentTypes = new Set<string | undefined>();
const told: unknown[] = [];

/** As much of the API as the command sees, with the real verification behind it. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = await request.toArray();
  const provider = providers.get(request.url?.split('/webhooks/')[1] ?? '');
  if (request.url === '/payments/P1' && request.headers.authorization === 'Bearer secret') {
    response.end(JSON.stringify({ payNo: 'P1', amount: { currency: 'CNY', amountMinor: 4200 } }));
  } else if (provider) {
    contentTypes.add(request.headers['content-type']);
    try {
      told.push(...provider.translate({ headers: request.headers, rawBody: Buffer.concat(chunks) }));
      response.writeHead(provider.taken.status).end(provider.taken.body);
    } catch {
      response.writeHead(400).end(provider.failed(400).body);
    }
  } else response.writeHead(404).end();
}

const api = createServer((request, response) => void answer(request, response));
beforeAll(async () => new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve)));
afterAll(async () => new Promise((resolve) => api.close(resolve)));
beforeEach(() => void told.splice(0));

const simulate = (...parameters: string[]) => simulateWith({}, ...parameters);

async function simulateWith(more: Record<string, string>, ...parameters: string[]) {
  const env = {
    API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    API_TOKEN: 'secret',
    ...settings,
    ...more,
  };
  const child = spawn(process.execPath, ['dist/bin/simulate.js', ...parameters], { env });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), child.stderr.setEncoding('utf8').toArray()]);
  return { code: await exited, out: out.join(''), err: err.join('') };
}

test('a simulated payment is taken, and costs what the API says', async () => {
  expect(await simulate('alipay', 'paid', '--pay-no', 'P1')).toEqual({
    code: 0,
    out: '200 success\n',
    err: 'alipay says of P1: paid, CNY 42.00\n',
  });
  expect(told).toMatchObject([{ event: 'paid', payNo: 'P1', amount: { amountMinor: 4200 } }]);
  expect([...contentTypes]).toEqual(['application/x-www-form-urlencoded; text/html; charset=UTF-8']);
});

test.each([[], ['--at-once']])('a notification sent several times is the same each time %s', async (...atOnce) => {
  const { out } = await simulate('alipay', 'paid', '--pay-no', 'P1', '--times', '3', '--amount', '88.80', ...atOnce);
  expect(out).toBe('200 success\n'.repeat(3));
  expect(told).toHaveLength(3);
  expect(told[1]).toEqual(told[0]);
  expect(told[2]).toEqual(told[0]);
});

test('a refund says how much of it, and by which number', async () => {
  await simulate('alipay', 'partially_refunded', '--pay-no', 'P1', '--refund', '10.00', '--refund-id', 'R7');
  expect(told).toMatchObject([{ event: 'partially_refunded', refund: { refundId: 'R7', amountMinor: 1000 } }]);
});

test('what is set is signed, and what is altered is refused', async () => {
  const common = ['alipay', 'paid', '--pay-no', 'P1', '--amount', '88.80'];
  expect(await simulate(...common, '--set', 'trade_no=T1', '--set', 'notify_id=N1')).toMatchObject({ code: 0 });
  expect(told).toMatchObject([{ transactionId: 'T1', notificationId: 'N1' }]);
  for (const alteration of ['total_amount=0.01', 'sign_type=RSA', '__proto__=1']) {
    expect(await simulate(...common, '--alter', alteration)).toMatchObject({ code: 1, out: '400 failure\n' });
  }
});

const TOLD = listedProviders.flatMap(({ name }) => ['paid', 'partially_refunded'].map((event) => [name, event] as const));

test.each(TOLD)('%s says %s, of whatever amount in whatever currency', async (provider, event) => {
  // Alipay has one currency.
  const currency = provider === 'alipay' ? 'CNY' : 'JPY';
  const amount = currency === 'JPY' ? '8880' : '88.80';
  const { code } = await simulate(provider, event, '--pay-no', 'P1', '--amount', amount, '--currency', currency);
  expect(code).toBe(0);
  expect(told).toMatchObject([{ provider, event, payNo: 'P1', amount: { currency, amountMinor: 8880 } }]);
});

test('what a JSON provider says and what is changed on the way have the paths of its fields, or the names of its headers', async () => {
  const common = ['wechatpay', 'paid', '--pay-no', 'P1', '--amount', '88.80'];
  expect(await simulate(...common, '--set', 'id=N1', '--set', 'resource.amount.total=1')).toMatchObject({ code: 0 });
  expect(told).toMatchObject([{ notificationId: 'N1', amount: { amountMinor: 1 } }]);
  for (const alteration of ['id=N2', 'resource.nonce=n', 'wechatpay-signature=WECHATPAY/SIGNTEST/AAAA', '__proto__.x=1'])
    expect(await simulate(...common, '--alter', alteration)).toMatchObject({ code: 1, out: expect.stringMatching('400 .*FAIL') });
});

test('a setting that is missing is named', async () => {
  const { code, err } = await simulateWith({ STRIPE_WEBHOOK_SECRET: '' }, 'stripe', 'paid', '--pay-no', 'P1');
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching('^STRIPE_WEBHOOK_SECRET is not set') });
});

test.each([
  ['no provider', []],
  ['an event that the provider does not tell', ['wechatpay', 'closed', '--pay-no', 'P1']],
  ['an amount that the currency does not have', ['stripe', 'paid', '--pay-no', 'P1', '--amount', '88.80', '--currency', 'JPY']],
  ['no refund', ['stripe', 'refunded', '--pay-no', 'P1', '--amount', '88.80', '--refund', 'all']],
  ['an unknown provider', ['paypal', 'paid', '--pay-no', 'P1']],
  ['an unknown event', ['alipay', 'stolen', '--pay-no', 'P1']],
  ['no pay number', ['alipay', 'paid']],
  ['no amount', ['alipay', 'paid', '--pay-no', 'P1', '--amount', 'much']],
  ['no count', ['alipay', 'paid', '--pay-no', 'P1', '--times', '0']],
])('bad usage exits with 2 and says why: %s', async (_, parameters) => {
  const { code, out, err } = await simulate(...parameters);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: /);
});

test('a payment that the API does not know needs an amount', async () => {
  const { code, err } = await simulate('alipay', 'paid', '--pay-no', 'P404');
  expect({ code, err }).toEqual({ code: 1, err: 'The API does not say what P404 costs (HTTP 404): give --amount\n' });
});

test('its help names the providers, what each tells, and where a pay number comes from', async () => {
  const { code, out } = await simulate('--help');
  expect(code).toBe(0);
  for (const { name, simulator } of listedProviders) expect(out).toContain(`${name}: ${simulator.events.join(', ')}`);
  expect(out).toContain('POST /orders/{orderId}/pay-records');
});
