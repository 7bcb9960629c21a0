import { createDatabase } from '../../../src/db/database.ts';
import { createPool } from '../../../src/db/pool.ts';
import { refusing, silent } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { notificationsAt, paidBody, startApi, useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);

const inject = (url: string) => api().inject({ method: 'GET', url });

test('whoever runs is healthy', async () => {
  const { status, text } = await inject('/healthz');
  expect({ status, text }).toEqual({ status: 200, text: '{"status":"ok"}' });
});

describe('ready', () => {
  test('is who reaches Temporal', async () => {
    await eventually(async () => {
      const { status, text } = await inject('/readyz');
      expect({ status, text }).toEqual({ status: 200, text: '{"temporal":"up","postgres":"up"}' });
    });
  });

  test('is also who does not reach Postgres, and says so', async () => {
    const { address } = await refusing();
    const pool = createPool(`postgres://nobody@${address}/nothing`, () => undefined);
    const { app, ...away } = await startApi({ database: createDatabase(pool), notifications: system().notifications });
    const { status, text } = await away.inject({ method: 'GET', url: '/readyz' });
    expect({ status, text }).toEqual({ status: 200, text: '{"temporal":"up","postgres":"down"}' });
    await app.close();
    await pool.end();
  });

  test.each([
    ['refuses connections', refusing],
    ['never answers', silent],
  ])('is not who finds a Temporal that %s, and it stays healthy', async (_, away) => {
    const { address, close } = await away();
    const { notifications, close: disconnect } = notificationsAt(address);
    const { app, ...unready } = await startApi({ database: system().database, notifications });
    const { status, text } = await unready.inject({ method: 'GET', url: '/readyz' });
    expect({ status, text }).toEqual({ status: 503, text: '{"temporal":"down","postgres":"up"}' });
    expect(await unready.inject({ method: 'GET', url: '/healthz' })).toMatchObject({ status: 200 });
    await app.close();
    await disconnect();
    await close();
  });
});

test('the metrics count requests by route, never by what is in its address', async () => {
  const { payNo } = await newPayment(system());
  await api().call(`GET /payments/${payNo}`);
  await api().webhook(paidBody(payNo));
  await api().webhook('a=1');
  await inject(`/nowhere/${payNo}`);
  const headers = { authorization: 'Bearer token-of-anna' };
  const { status, type, text } = await api().inject({ method: 'GET', url: '/metrics', headers });
  expect({ status, type }).toEqual({ status: 200, type: 'text/plain' });
  const count = 'paynotify_http_request_duration_seconds_count';
  expect(text).toContain(`${count}{method="GET",route="/payments/:payNo",status="200"} 1`);
  expect(text).toContain(`${count}{method="POST",route="/webhooks/alipay",status="200"} 1`);
  expect(text).toContain(`${count}{method="POST",route="/webhooks/alipay",status="401"} 1`);
  expect(text).toContain(`${count}{method="GET",route="none",status="404"} 1`);
  expect(text).not.toContain(payNo);
});

test('two APIs in one process count apart', async () => {
  const { database, notifications } = system();
  const { app, call } = await startApi({ database, notifications });
  await call('GET /subscribers');
  await app.close();
});
