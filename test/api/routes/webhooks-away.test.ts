import { createDatabase } from '../../../src/db/database.ts';
import { createPool } from '../../../src/db/pool.ts';
import { type Away, cameBack, refusing, silent } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { notificationsAt, paidBody, startApi, wasStarted } from '../fixture.ts';

const system = useSystem();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function apiWithTemporalAt({ address, close }: Away) {
  const { notifications, close: disconnect } = notificationsAt(address);
  const api = await startApi({ database: system().database, notifications });
  closing.push(() => api.app.close(), disconnect, close);
  return api;
}

describe.each([
  ['refuses connections', refusing],
  ['takes connections and never answers', silent],
])('trap 1: while Temporal %s', (_, away) => {
  test('a notification is answered 503 and failure within 4 s: it comes again', async () => {
    const api = await apiWithTemporalAt(await away());
    await eventually(async () => {
      const startedAt = Date.now();
      const { status, text, headers } = await api.webhook(paidBody('P-away'));
      expect({ status, text, retryAfter: headers['retry-after'] }).toEqual({ status: 503, text: 'failure', retryAfter: '5' });
      expect(Date.now() - startedAt).toBeLessThan(4_000);
    });
    expect(await wasStarted(system(), 'P-away')).toBe(false);
  });

  test('what is not genuine is refused all the same', async () => {
    const api = await apiWithTemporalAt(await away());
    expect(await api.webhook('a=1')).toMatchObject({ status: 401, text: 'failure' });
  });
});

test('notifications are taken again once Temporal is back, without a restart', async () => {
  const away = await refusing();
  const { notifications, close: disconnect } = notificationsAt(away.address, system().namespace);
  const api = await startApi({ database: system().database, notifications });
  closing.push(() => api.app.close(), disconnect);
  const { payNo } = await newPayment(system());
  expect(await api.webhook(paidBody(payNo))).toMatchObject({ status: 503, text: 'failure' });

  const { TEST_TEMPORAL_ADDRESS: target = '' } = process.env;
  const { close } = await cameBack(away.port, target);
  closing.push(close);
  await eventually(async () => expect(await api.webhook(paidBody(payNo))).toMatchObject({ status: 200, text: 'success' }));
  expect(await wasStarted(system(), payNo)).toBe(true);
});

test('more notifications than may wait for Temporal are told at once to come again, and the rest is not disturbed', async () => {
  const api = await apiWithTemporalAt(await silent());
  const waiting = Array.from({ length: 200 }, (_, index) => api.webhook(paidBody(`P-${index}`)));
  const oneMore = api.webhook(paidBody('P-one-more'));
  const first = await Promise.race([
    oneMore.then(() => 'the one more'),
    ...waiting.map((one) => one.then(() => 'one that waits')),
  ]);
  expect(first).toBe('the one more');
  const { status, text, headers } = await oneMore;
  expect({ status, text, retryAfter: headers['retry-after'] }).toEqual({ status: 503, text: 'failure', retryAfter: '5' });

  expect((await Promise.all(waiting)).map((answer) => answer.status)).toEqual(Array(200).fill(503));
  await api.webhook(paidBody('P-afterwards'));
  expect(JSON.parse(api.log.at(-1) ?? '')).toMatchObject({ reason: expect.not.stringContaining('wait for it already') });
});

test('notifications are taken with Postgres away', async () => {
  const away = await refusing();
  const pool = createPool(`postgres://nobody@${away.address}/nothing`, () => undefined);
  const api = await startApi({ database: createDatabase(pool), notifications: system().notifications });
  closing.push(
    () => api.app.close(),
    () => pool.end(),
  );
  const { payNo } = await newPayment(system());
  expect(await api.webhook(paidBody(payNo))).toMatchObject({ status: 200, text: 'success' });
  expect(await wasStarted(system(), payNo)).toBe(true);
});
