import { ApplicationFailure } from '@temporalio/common';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';
import { listener, notificationsAt, startApi, TOKEN } from './fixture.ts';

const system = useSystem();

/** What a scraper that has not asked before sees of our own gauges, by name and labels. */
async function scrape(notifications = system().notifications): Promise<Record<string, number>> {
  const { app, inject } = await startApi({ database: system().database, notifications });
  const { text, status } = await inject({ method: 'GET', url: '/metrics', headers: { authorization: `Bearer ${TOKEN}` } });
  await app.close();
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => /^paynotify_(payments|deliveries|subscriber)/.test(line));
  return Object.fromEntries(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]));
}

const add = async (name: string) => expect(await system().database.insertSubscriber(subscriber(name))).toBe(true);

test('nothing parked and nobody polling are zeros', async () => {
  await add('refusing');
  await add('asleep');
  await eventually(async () =>
    expect(await scrape()).toEqual({
      'paynotify_payments{state="processing"}': 0,
      'paynotify_payments{state="parked"}': 0,
      'paynotify_payments{state="held"}': 0,
      'paynotify_deliveries_parked{subscriber="asleep"}': 0,
      'paynotify_deliveries_parked{subscriber="refusing"}': 0,
      'paynotify_deliveries_parked{subscriber="*"}': 0,
      'paynotify_subscriber_pollers{subscriber="asleep"}': 0,
      'paynotify_subscriber_pollers{subscriber="refusing"}': 0,
    }),
  );
});

test('what is open, parked and polled is counted', async () => {
  const refuses = listener(() => {
    throw ApplicationFailure.create({ type: 'PermanentError', nonRetryable: true, message: 'never' });
  });
  const worker = await system().startSubscriberWorker('refusing', refuses);
  for (let paid = 0; paid < 2; paid++) {
    const { payNo } = await newPayment(system());
    await system().notify(paidFact(payNo));
  }
  await eventually(async () =>
    expect(await scrape()).toMatchObject({
      'paynotify_payments{state="parked"}': 2,
      'paynotify_deliveries_parked{subscriber="refusing"}': 2,
      'paynotify_deliveries_parked{subscriber="asleep"}': 0,
      'paynotify_subscriber_pollers{subscriber="refusing"}': 1,
      'paynotify_subscriber_pollers{subscriber="asleep"}': 0,
    }),
  );
  await system().stopWorker(worker);
});

test('with Temporal away they are absent, not zero, and the rest is there within seconds', async () => {
  const { address } = await refusing();
  const { notifications, close } = notificationsAt(address);
  await eventually(async () => {
    const startedAt = Date.now();
    expect(await scrape(notifications)).toEqual({});
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
  await close();
});
