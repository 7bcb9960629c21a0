import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookLies } from '../../src/embedded/provider-simulator/lies.ts';
import { type ProviderSimulator, startProviderSimulator } from '../../src/embedded/provider-simulator/server.ts';
import type { Sending } from '../../src/embedded/provider-simulator/webhook-sender.ts';
import { createProviders, listedProviders } from '../../src/providers/index.ts';
import { eventually } from '../support/eventually.ts';

const settings: Record<string, string> = Object.assign({}, ...listedProviders.map(({ simulator }) => simulator.makeSettings()));
const providers = createProviders(settings);
const amount = { currency: 'CNY', amountMinor: 8880 };

/** A day of a provider's takes 2.6 s. */
const SCALE = 0.00003;

type Heard = { provider: string; payNo: string; event: string; at: number };

/** Stands for our API: takes what is genuine, as often as `refuse` does not say otherwise. */
const heard: Heard[] = [];
let refuse: (before: number) => number | undefined = () => undefined;
let calls = 0;
let api: Server;
let simulator: ProviderSimulator;

beforeAll(async () => {
  api = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const provider = providers.get(request.url?.split('/').at(-1) ?? '');
    if (!provider) throw new Error(`nobody is at ${request.url}`);
    const status = refuse(calls++);
    const reply = (() => {
      if (status !== undefined) return provider.failed(status);
      try {
        const [fact] = provider.translate({ headers: request.headers, rawBody: Buffer.concat(chunks) });
        if (fact) heard.push({ provider: provider.name, payNo: fact.payNo, event: fact.event, at: Date.now() });
        return provider.taken;
      } catch {
        return provider.failed(401);
      }
    })();
    response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  simulator = await startProviderSimulator({ port: 0, apiUrl, settings, secondsScale: SCALE });
});
beforeEach(() => {
  heard.splice(0);
  calls = 0;
  refuse = () => undefined;
});
afterAll(async () => {
  await simulator.stop();
  await new Promise((resolve) => api.close(resolve));
});

const call = (path: string, init: RequestInit = {}) => fetch(`${simulator.url}${path}`, init);

async function happens(provider: string, events: string[], lies: Partial<WebhookLies> = {}): Promise<string> {
  const payNo = `P-${randomUUID().slice(0, 8)}`;
  const body = JSON.stringify({ provider, payNo, amount, events, lies });
  const response = await call('/simulator/payments', { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  return payNo;
}
async function sendingsOf(payNo: string): Promise<Sending[]> {
  const { sendings } = (await (await call(`/simulator/payments/${payNo}`)).json()) as { sendings: Sending[] };
  return sendings;
}
const heardOf = (payNo: string) => heard.filter((one) => one.payNo === payNo).map(({ event }) => event);

test.each(listedProviders.map(({ name }) => name))('%s sends what happened, genuine, once it is taken no more', async (name) => {
  const payNo = await happens(name, ['paid']);
  await eventually(async () => expect(await sendingsOf(payNo)).toMatchObject([{ event: 'paid', taken: true }]));
  expect(heardOf(payNo)).toEqual(['paid']);
});

test.each([
  ['alipay', 8],
  ['wechatpay', 16],
])('%s sends again, %d times in all, at its real intervals until it hears its word', async (name, times) => {
  refuse = () => 503;
  const resendAfterSeconds = listedProviders.find((one) => one.name === name)?.simulator.resendAfterSeconds ?? [];
  expect(resendAfterSeconds.reduce((sum, seconds) => sum + seconds, 0) / 3600).toBeCloseTo(24.2, 0);
  const payNo = await happens(name, ['paid']);
  const sendings = await eventually(async () => {
    const all = await sendingsOf(payNo);
    expect(all).toHaveLength(times);
    return all;
  });
  expect(sendings.every(({ taken, status }) => !taken && status === 503)).toBe(true);
  const at = sendings.map((sending) => Date.parse(sending.at));
  expect((at.at(-1) ?? 0) - (at.at(-2) ?? 0)).toBeGreaterThan((resendAfterSeconds.at(-1) ?? 0) * SCALE * 900);
});

test('it stops when it hears its word, and not before', async () => {
  refuse = (before) => (before < 2 ? 500 : undefined);
  const payNo = await happens('alipay', ['paid']);
  await eventually(async () => expect((await sendingsOf(payNo)).map(({ taken }) => taken)).toEqual([false, false, true]));
  refuse = () => 503;
  const later = await happens('alipay', ['paid']);
  await eventually(async () => expect(await sendingsOf(later)).toHaveLength(8)); // a whole schedule has passed
  expect(await sendingsOf(payNo)).toHaveLength(3);
});

test('told to lie it duplicates', async () => {
  const payNo = await happens('wechatpay', ['paid'], { times: 3 });
  await eventually(() => expect(heardOf(payNo)).toEqual(['paid', 'paid', 'paid']));
});

test('told to lie it reorders', async () => {
  const payNo = await happens('standard', ['paid', 'refunded'], { reorder: true });
  await eventually(() => expect(heardOf(payNo)).toEqual(['refunded', 'paid']));
});

test('told to lie it delays', async () => {
  const startedAt = Date.now();
  const payNo = await happens('stripe', ['paid'], { delaySeconds: 10_000 });
  await eventually(() => expect(heardOf(payNo)).toEqual(['paid']));
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
});

test('told to lie it alters on the way, which is refused; what it sends again is genuine', async () => {
  const payNo = await happens('alipay', ['paid'], { alter: { total_amount: '0.01' } });
  await eventually(async () => expect((await sendingsOf(payNo)).map(({ taken }) => taken)).toEqual([false, true]));
});

test('told to lie it never sends, and knows of the payment all the same', async () => {
  const payNo = await happens('alipay', ['paid'], { drop: true });
  const { ALIPAY_GATEWAY_URL } = { ALIPAY_GATEWAY_URL: `${simulator.url}/alipay/gateway.do` };
  const inquiry = createProviders({ ...settings, ALIPAY_GATEWAY_URL }).get('alipay')?.inquiry;
  expect(await inquiry?.query({ payNo } as never)).toMatchObject([{ event: 'paid' }]);
  const sent = await happens('alipay', ['paid']);
  await eventually(async () => expect(await sendingsOf(sent)).toMatchObject([{ taken: true }])); // begun after it, and over
  expect(await sendingsOf(payNo)).toEqual([]);
});

test('no page in a browser can tell it anything', async () => {
  const body = JSON.stringify({ provider: 'alipay', payNo: 'P-1', amount, events: ['paid'] });
  expect((await call('/simulator/payments', { method: 'POST', body, headers: { origin: 'https://example.com' } })).status).toBe(
    403,
  );
  expect((await call('/simulator')).status).toBe(200);
});

test('what is not well-formed is refused with the reason', async () => {
  const response = await call('/simulator/payments', { method: 'POST', body: '{"provider":"paypal"}' });
  expect({ status: response.status, reason: await response.text() }).toMatchObject({
    status: 400,
    reason: expect.stringContaining('provider'),
  });
});
