import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PayRecord } from '../../../src/domain/order.ts';
import { stripeApi } from '../../../src/providers/stripe/api-simulator.ts';
import { createStripeInquiry } from '../../../src/providers/stripe/inquiry.ts';
import type { PaidEvent } from '../../../src/providers/stripe/notification.ts';

const createdAt = '2026-11-23T06:00:00.000Z';
const madeAt = Date.parse(createdAt) / 1000;
const payRecord = { payNo: 'P-1', createdAt, amount: { currency: 'CNY', amountMinor: 8880 } } as PayRecord;

/** What Stripe lists, and the paths of the calls. */
let objects: object[] = [];
let calls: string[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const after = objects.findIndex((one) => (one as { id: string }).id === searchParams.get('starting_after')) + 1;
    const data = objects.slice(after, after + 2);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', url: '/', data, has_more: after + 2 < objects.length }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  [objects, calls] = [[], []];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (paidEvent: PaidEvent) =>
  createStripeInquiry({ apiKey: 'rk_test_1', paidEvent, apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

const session = (id: string, changes: object = {}) => ({
  ...{ id, object: 'checkout.session', mode: 'payment', currency: 'cny', amount_total: 8880, metadata: { pay_no: 'P-1' } },
  ...{ status: 'open', payment_status: 'unpaid', payment_intent: null },
  ...changes,
});
const paid = {
  status: 'complete',
  payment_status: 'paid',
  payment_intent: { id: 'pi_1', latest_charge: { created: madeAt + 90 } },
};
const expired = { status: 'expired' };

test('it is asked for what was made around the time of the pay record, page after page', async () => {
  objects = [session('cs_1', { metadata: { pay_no: 'P-2' } }), session('cs_2', { metadata: {} }), session('cs_3', paid)];
  expect(await ask('checkout').query(payRecord)).toMatchObject([
    { event: 'paid', transactionId: 'pi_1', occurredAt: '2026-11-23T06:01:30.000Z', notificationId: 'query/pi_1/paid' },
  ]);
  const [first, second] = calls.map((call) => new URL(call.split(' ')[1] ?? '', 'http://localhost').searchParams);
  expect([first?.get('created[gte]'), first?.get('created[lte]')]).toEqual([String(madeAt - 60), String(madeAt + 600)]);
  expect(second?.get('starting_after')).toBe('cs_2');
});

test.each<[string, object[], string[]]>([
  ['one expired and one open', [expired, {}], ['pending']],
  ['one expired and one paid', [expired, paid], ['paid']],
  ['one paid and one open', [paid, {}], ['paid']],
  ['all expired', [expired, expired], ['closed', 'closed']],
])('of several sessions the one that decides is told: %s', async (_, changes, events) => {
  objects = changes.map((change, index) => session(`cs_${index}`, change));
  const facts = await ask('checkout').query(payRecord);
  expect(facts.map(({ event }) => event)).toEqual(events);
});

test.each([
  ['is under way', 'processing', 'pending'],
  ['failed', 'requires_payment_method', 'closed'],
])('a bank debit that %s', async (_, status, event) => {
  objects = [session('cs_1', { status: 'complete', payment_intent: { id: 'pi_1', status } })];
  expect(await ask('checkout').query(payRecord)).toMatchObject([{ event, transactionId: 'pi_1' }]);
});

test('only sessions that are open are expired', async () => {
  objects = [session('cs_1', expired), session('cs_2')];
  await ask('checkout').close(payRecord);
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /v1/checkout/sessions/cs_2/expire']);
});

test.each([
  ['succeeded', 'paid'],
  ['canceled', 'closed'],
  ['requires_payment_method', 'pending'],
  ['processing', 'pending'],
])('where payment intents say what is paid, one that is %s is %s', async (status, event) => {
  objects = [
    {
      id: 'pi_1',
      object: 'payment_intent',
      status,
      amount: 8880,
      amount_received: 8880,
      currency: 'cny',
      metadata: { pay_no: 'P-1' },
    },
  ];
  expect(await ask('payment_intent').query(payRecord)).toMatchObject([{ event, notificationId: `query/pi_1/${event}` }]);
  await ask('payment_intent').close(payRecord);
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual(
    status === 'canceled' ? [] : ['POST /v1/payment_intents/pi_1/cancel'],
  );
});

test('the simulator has the addresses of Stripe', () => {
  const books = { find: () => undefined, list: () => [], close: () => undefined };
  const call = { method: 'GET', target: '', query: new URLSearchParams(), body: '', headers: { authorization: 'Bearer k' } };
  const statusOf = (path: string) => stripeApi.answer({ ...call, path }, books, { STRIPE_API_KEY: 'k' }).status;
  expect([statusOf('/v1/checkout/sessions'), statusOf('/v1/payment_intents'), statusOf('/v1/charges')]).toEqual([200, 200, 404]);
});
