import { useSystem } from '../support/system.ts';
import { startApi, TOKEN, useApi } from './fixture.ts';

const system = useSystem();
const api = useApi(system);

const closed = [
  'POST /orders',
  'GET /orders/O1',
  'POST /orders/O1/pay-records',
  'GET /payments',
  'GET /payments/P1',
  'POST /payments/P1/approve',
  'POST /payments/P1/reject',
  'POST /payments/P1/deliveries/mail/retry',
  'POST /payments/P1/deliveries/mail/skip',
  'POST /payments/P1/deliveries/mail/redeliver',
  'GET /subscribers',
  'POST /subscribers',
  'GET /subscribers/mail',
  'PATCH /subscribers/mail',
  'DELETE /subscribers/mail',
  ...['pause', 'resume', 'recover', 'test', 'rotate-secret'].map((what) => `POST /subscribers/mail/${what}`),
  'POST /subscribers/mail/backfill',
  'GET /subscribers/mail/backfill/f1',
  'POST /subscribers/mail/backfill/f1/cancel',
  'POST /bulk',
  'GET /bulk',
  'GET /bulk/b1',
  'POST /bulk/b1/cancel',
  'POST /reconcile',
  'GET /reconcile/j1',
  'POST /reconcile/j1/cancel',
  'GET /operator-events',
  'POST /operator-events/e1/deliveries/mail/retry',
  'POST /operator-events/e1/deliveries/mail/skip',
  'GET /metrics',
];

const send = (line: string, authorization?: string) => {
  const [method, url] = line.split(' ') as ['GET', string];
  return api().inject({ method, url, headers: authorization === undefined ? {} : { authorization } });
};

describe.each(closed)('%s', (line) => {
  test.each([
    ['no token', undefined],
    ['a token that nobody has', 'Bearer token-of-nobody'],
    ['a token cut short', `Bearer ${TOKEN.slice(0, -1)}`],
    ['a token with more behind it', `Bearer ${TOKEN}x`],
    ['the name of a holder', 'Bearer anna'],
    ['an empty token', 'Bearer '],
    ['another scheme', `Basic ${Buffer.from(`anna:${TOKEN}`).toString('base64')}`],
    ['the token without a scheme', TOKEN],
  ])('is closed to %s', async (_, authorization) => {
    const { status, type, headers, text } = await send(line, authorization);
    expect({ status, type, challenge: headers['www-authenticate'] }).toEqual({
      status: 401,
      type: 'application/problem+json',
      challenge: 'Bearer',
    });
    expect(JSON.parse(text)).toMatchObject({ title: 'Unauthorized', status: 401, detail: expect.stringContaining('API_TOKENS') });
  });

  test.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, 'Bearer token-of-berta'])('is open to %s', async (authorization) => {
    expect((await send(line, authorization)).status).not.toBe(401);
  });
});

test.each(['GET /healthz', 'GET /readyz', 'GET /docs', 'GET /openapi.json', 'POST /webhooks/alipay', 'GET /nowhere'])(
  '%s needs no token',
  async (line) => expect((await send(line)).status).not.toBe(401),
);

test('every route of the API is in one of these lists', async () => {
  const { paths } = (await api().call('GET /openapi.json')).body as { paths: Record<string, object> };
  const lines = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const examples = {
    '{orderId}': 'O1',
    '{payNo}': 'P1',
    '{subscriber}': 'mail',
    '{name}': 'mail',
    '{batchId}': 'b1',
    '{jobId}': 'j1',
    '{backfillId}': 'f1',
    '{eventId}': 'e1',
  };
  const asked = lines.map((line) => Object.entries(examples).reduce((path, [name, value]) => path.replace(name, value), line));
  expect(asked.sort()).toEqual([...closed, 'GET /healthz', 'GET /readyz', 'POST /webhooks/alipay'].sort());
});

test('without tokens the API is closed to everybody', async () => {
  const { database, notifications } = system();
  const { app, inject } = await startApi({ database, notifications, apiTokens: [] });
  for (const authorization of ['Bearer ', 'Bearer undefined', `Bearer ${TOKEN}`]) {
    expect(await inject({ method: 'GET', url: '/subscribers', headers: { authorization } })).toMatchObject({ status: 401 });
  }
  await app.close();
});
