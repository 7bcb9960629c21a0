import { ALIPAY, SETTINGS } from '../providers/alipay/fixture.ts';
import { refusing } from '../support/away.ts';
import { newPayment } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';
import { notificationsAt, paidBody, startApi, TOKEN, useApi } from './fixture.ts';

const system = useSystem();
const api = useApi(system);
beforeEach(() => void api().log.splice(0));

const BUYER = { buyer_logon_id: 'li.wei@example.com', buyer_id: '2088999900001111', buyer_name: 'Li Wei' };
const lines = () => api().log.map((line) => JSON.parse(line));

/** Nothing of this is in the log, whatever else is. */
function expectNothingPrivate(log: string[], body: string): void {
  const text = log.join('\n');
  const { sign } = Object.fromEntries(new URLSearchParams(body));
  const secrets = [...Object.values(BUYER), sign, TOKEN, ALIPAY.privateKey, ALIPAY.publicKey, ...SETTINGS.publicKeys];
  for (const secret of secrets) {
    expect(secret).toBeTruthy();
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret ?? ''));
  }
}

test('a notification that is taken is one line, without anything about the buyer', async () => {
  const { payNo } = await newPayment(system());
  const body = paidBody(payNo, BUYER);
  await api().webhook(body, { authorization: `Bearer ${TOKEN}` });
  expect(lines()).toEqual([
    {
      ...{
        level: 30,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        reqId: expect.any(String),
      },
      ...{ event: 'webhook.accepted', provider: 'alipay', notificationId: `n-${payNo}`, payNo, fact: 'paid' },
    },
  ]);
  expectNothingPrivate(api().log, body);
});

test.each<[string, number, (body: string) => string]>([
  ['altered', 401, (body) => body.replace('88.80', '88.81')],
  ['of another app', 400, () => paidBody('P1', { ...BUYER, app_id: '2021000000000002' })],
  ['without a transaction', 400, () => paidBody('P1', { ...BUYER, trade_no: undefined })],
  ['with a repeated parameter', 400, (body) => `${body}&buyer_logon_id=${BUYER.buyer_logon_id}`],
  ['that is too large', 413, (body) => `${body}&body=${'x'.repeat(70_000)}`],
])('a notification %s is one line that says why it is refused, without anything about the buyer', async (_, status, change) => {
  const body = change(paidBody('P1', BUYER));
  expect(await api().webhook(body)).toMatchObject({ status });
  expect(lines()).toMatchObject([
    { level: 40, event: 'webhook.refused', provider: 'alipay', status, reason: expect.any(String) },
  ]);
  expectNothingPrivate(api().log, body);
});

test('a notification that Temporal did not take is one line, without anything about the buyer', async () => {
  const { notifications, close } = notificationsAt((await refusing()).address);
  const away = await startApi({ database: system().database, notifications });
  const body = paidBody('P1', BUYER);
  await away.webhook(body);
  expect(away.log.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, event: 'webhook.refused', status: 503 }]);
  expectNothingPrivate(away.log, body);
  await away.app.close();
  await close();
});

test('what an operator changes is one line: who, what, and which fields, not what is in them', async () => {
  const added = { name: 'partner', kind: 'http', url: 'https://partner.example/?token=of-partner' };
  const { body } = await api().call('POST /subscribers', added);
  await api().call('PATCH /subscribers/partner', { url: 'https://other.example/?key=of-them' });
  await api().call('POST /subscribers/partner/rotate-secret');
  await api().call('DELETE /subscribers/partner');
  const about = { level: 30, event: 'operator.changed', by: 'anna' };
  const params = { name: 'partner' };
  expect(lines()).toMatchObject([
    { ...about, method: 'POST', route: '/subscribers', fields: ['kind', 'name', 'url'] },
    { ...about, method: 'PATCH', route: '/subscribers/:name', params, fields: ['url'] },
    { ...about, method: 'POST', route: '/subscribers/:name/rotate-secret', params, fields: [] },
    { ...about, method: 'DELETE', route: '/subscribers/:name', params, fields: [] },
  ]);
  for (const secret of [TOKEN, body.secret, 'of-partner', 'of-them']) expect(api().log.join('\n')).not.toContain(secret);
});

test('what an operator may not do, or does wrong, is not logged, nor is the token', async () => {
  await api().call('GET /payments/P-nothing');
  await api().call('POST /orders', { title: 'secret plans' });
  await api().inject({ method: 'GET', url: '/subscribers', headers: { authorization: 'Bearer token-of-nobody' } });
  expect(api().log).toEqual([]);
});
