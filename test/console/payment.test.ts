import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { courseEnrollment } from '../../src/subscribers/course-enrollment/index.ts';
import { listener, notificationsAt, startApi, useApi } from '../api/fixture.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';
import { createVisitor, wordsOf } from './fixture.ts';

const system = useSystem();
const api = useApi(system);

let ledger: 'closed' | 'open' = 'closed';
const bookkeeping = listener(() => {
  if (ledger === 'closed') throw new Error('the ledger is <closed>');
});
let accounts: 'missing' | 'there' = 'missing';
const loyalty = listener(() => {
  if (accounts === 'missing') throw new PermanentError('no such account');
});

beforeAll(async () => {
  const { database, db, startSubscriberWorker } = system();
  const thriceThenLater = {
    ...DEFAULT_RETRY,
    initialIntervalSeconds: 0.05,
    backoffCoefficient: 20,
    maximumIntervalSeconds: 30,
  };
  await database.insertSubscriber(courseEnrollment);
  await database.insertSubscriber(subscriber('bookkeeping', { retry: thriceThenLater, orderTypes: ['60201'] }));
  await database.insertSubscriber(subscriber('loyalty', { results: ['paid'], orderTypes: ['60201'] }));
  await database.insertSubscriber(subscriber('mailing', { orderTypes: ['60202'] }));
  await startSubscriberWorker('learning-center', { onPaymentResult: courseEnrollment.createActivity(db) });
  await startSubscriberWorker('bookkeeping', bookkeeping);
  await startSubscriberWorker('loyalty', loyalty);
});
beforeEach(() => {
  ledger = 'closed';
  accounts = 'missing';
});

async function anna(of = api) {
  const visitor = createVisitor(of);
  await visitor.signIn();
  return visitor;
}
type Visitor = Awaited<ReturnType<typeof anna>>;

/** The words of a payment's page, once they are as expected. */
const says = (visitor: Visitor, payNo: string, words: string | RegExp): Promise<string> =>
  eventually(async () => {
    const said = wordsOf(await visitor.get(`/console/payments/${payNo}`));
    expect(said).toEqual(typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words));
    return said;
  }, 15);

/** Paid: the course is opened, bookkeeping is tried again in a minute, loyalty waits for a person. */
async function paid() {
  const { payNo, order } = await newPayment(system());
  await system().notifications.notify(paidFact(payNo));
  const visitor = await anna();
  const words = await says(
    visitor,
    payNo,
    /Course opened\. bookkeeping: retrying, attempt 4, next in .*loyalty: parked: no such account\./,
  );
  return { payNo, order, visitor, words };
}

describe('the page of a payment', () => {
  test('says in a sentence where it stands', async () => {
    const { words } = await paid();
    expect(words).toMatch(
      /Parked Paid\. Course opened\. bookkeeping: retrying, attempt 4, next in \d+ seconds?\. loyalty: parked: no such account\./,
    );
  });

  test('tells what happened, in the order it happened', async () => {
    const { payNo, words } = await paid();
    const happened = words.slice(words.indexOf('What happened'));
    expect(happened).toMatch(
      new RegExp(
        `UTC Alipay said: paid, CNY 88\\.80 happened 2026-11-23 06:00:00 UTC · notification n-${payNo} .*UTC Result: Paid to be told: bookkeeping, course-enrollment, loyalty mailing is not told: order type 60201 is not among 60202 .*UTC course-enrollment was told: Paid`,
      ),
    );
  });

  test('has a lane for each subscriber, with its attempts: when, how long, what came back, when next', async () => {
    const { words } = await paid();
    expect(words).toMatch(
      /loyalty Parked Paid Parked no such account Attempts 1 attempt Attempt 1: failed, took \d+ ms 20[\d: -]+ UTC no such account/,
    );
    expect(words).toMatch(
      /bookkeeping Retrying Paid Attempts 3 attempts Next attempt in .* \(20[\d: -]+ UTC\) 2 earlier attempts failed Attempt 3: failed 20[\d: -]+ UTC the ledger is <closed>/,
    );
    expect(words).toMatch(
      /course-enrollment Delivered Paid Attempts 1 attempt Delivered 20[\d: -]+ UTC Attempt 1: delivered, took [\d.]+ m?s/,
    );
    expect(words).toContain('Not told mailing: order type 60201 is not among 60202');
  });

  test('has what our own code tried and failed from Postgres', async () => {
    const { payNo, visitor } = await paid();
    await system().db.query(
      `insert into orders.delivery_attempts (pay_no, result_id, subscriber, attempt, error, failed_at, status, duration_ms)
       values ($1, 'paid', 'loyalty', 1, 'HTTP 503: try later', '2026-11-23T06:00:01.250Z', 503, 1250)`,
      [payNo],
    );
    await says(visitor, payNo, 'Attempt 1: failed, answered 503, took 1.3 s 2026-11-23 06:00:00 UTC HTTP 503: try later');
  });

  test('leads to its order, its transaction and its workflow', async () => {
    const { payNo, order, visitor } = await paid();
    const page = await visitor.get(`/console/payments/${payNo}`);
    expect(wordsOf(page)).toMatch(
      new RegExp(
        `Amount CNY 88\\.80 Order ${order.orderId} User student-1 Provider Alipay Transaction t-${payNo} Workflow payment/${payNo}`,
      ),
    );
    expect(page.text).toContain(`href="http://temporal.test/payment%2F${payNo}/`);
  });

  test('shows what a stranger wrote as text and nothing else', async () => {
    const { payNo, visitor } = await paid();
    const { text } = await visitor.get(`/console/payments/${payNo}`);
    expect(text).toContain('the ledger is &lt;closed&gt;');
    expect(text).not.toContain('<closed>');
  });

  test('is there in Chinese', async () => {
    const { payNo, visitor } = await paid();
    const words = wordsOf(await visitor.get(`/console/payments/${payNo}`, { 'accept-language': 'zh-CN' }));
    expect(words).toMatch(/已支付。课程已开通。bookkeeping：重试中，第 4 次尝试：.*后。loyalty：已搁置：no such account。/);
    expect(words).toContain('支付宝 通知：已支付，CNY 88.80');
  });

  test('of a payment that nobody has heard of says so', async () => {
    const missing = await (await anna()).get('/console/payments/P-nobody');
    expect(missing).toMatchObject({ status: 404, type: 'text/html' });
    expect(wordsOf(missing)).toContain('There is no payment P-nobody.');
  });
});

describe('what a person does on it', () => {
  const because = 'the account was made this morning';

  test('retry: the delivery is tried again, and who asked for it, and why, is part of what happened', async () => {
    const { payNo, visitor } = await paid();
    accounts = 'there';
    const done = await visitor.post(`/console/payments/${payNo}/deliveries`, {
      act: 'retry',
      subscriber: 'loyalty',
      reason: because,
    });
    expect(done).toMatchObject({ status: 303, location: `/console/payments/${payNo}?done=retry` });
    expect(wordsOf(await visitor.get(String(done.location)))).toContain('Another attempt was asked for.');
    const words = await says(visitor, payNo, 'loyalty was told: Paid');
    expect(words).toContain(`anna asked for another attempt for loyalty “${because}”`);
    expect(words).toMatch(/loyalty Delivered .* Attempt 1: failed.* Attempt 2: delivered/);
  });

  test('skip: it is never told, and the page says who decided that', async () => {
    const { payNo, visitor } = await paid();
    for (const name of ['loyalty', 'bookkeeping'])
      await visitor.post(`/console/payments/${payNo}/deliveries`, { act: 'skip', subscriber: name, reason: because });
    await eventually(async () => expect((await system().notifications.look(payNo))?.status).toBe('COMPLETED'));
    const words = await says(visitor, payNo, `anna skipped loyalty “${because}”`);
    expect(words).toContain('Done Paid. Course opened.');
    expect(words).not.toContain('What to do');
  });

  test('approve: everybody is told of a payment that was held', async () => {
    const { payNo } = await newPayment(system(), { orderType: 'none' });
    await system().notifications.notify(paidFact(payNo, { amount: { currency: 'CNY', amountMinor: 1 } }));
    const visitor = await anna();
    await says(
      visitor,
      payNo,
      'Held: the amount differs (CNY 88.80 was asked, the notification says CNY 0.01). Nobody is told before somebody approves.',
    );
    const done = await visitor.post(`/console/payments/${payNo}/decision`, { act: 'approve', reason: 'a discount of ours' });
    expect(done).toMatchObject({ status: 303, location: `/console/payments/${payNo}?done=approve` });
    expect(await says(visitor, payNo, 'Result: Paid')).toContain('anna approved it “a discount of ours”');
  });

  test('reject: nobody is told', async () => {
    const { payNo } = await newPayment(system());
    await system().notifications.notify(paidFact(payNo, { amount: { currency: 'CNY', amountMinor: 1 } }));
    const visitor = await anna();
    await says(visitor, payNo, 'Held: the amount differs');
    await visitor.post(`/console/payments/${payNo}/decision`, { act: 'reject', reason: 'not ours' });
    expect(await says(visitor, payNo, 'Rejected.')).toContain('anna rejected it “not ours”');
  });

  test.each([
    ['without a reason', { act: 'retry', subscriber: 'loyalty', reason: ' ' }, 400, 'a reason is needed'],
    ['with too long a one', { act: 'retry', subscriber: 'loyalty', reason: 'x'.repeat(501) }, 400, 'a reason is needed'],
    ['of a kind that is not there', { act: 'destroy', subscriber: 'loyalty', reason: 'any' }, 400, 'Not done'],
    ['in somebody else’s name', { act: 'retry', subscriber: 'loyalty', reason: 'any', by: 'berta' }, 400, 'Not done'],
    [
      'to a subscriber that is not told',
      { act: 'retry', subscriber: 'mailing', reason: 'any' },
      404,
      'has no delivery to mailing',
    ],
    ['to a delivery that is settled', { act: 'skip', subscriber: 'course-enrollment', reason: 'any' }, 409, 'is delivered'],
  ])('%s is refused, and says why', async (_, fields, ...[status, words]) => {
    const { payNo, visitor } = await paid();
    const refused = await visitor.post(`/console/payments/${payNo}/deliveries`, fields);
    expect(refused).toMatchObject({ status, type: 'text/html' });
    expect(wordsOf(refused)).toContain(words);
  });

  test('to a payment that is not held is refused', async () => {
    const { payNo, visitor } = await paid();
    const refused = await visitor.post(`/console/payments/${payNo}/decision`, { act: 'approve', reason: 'any' });
    expect(refused).toMatchObject({ status: 409 });
    expect(wordsOf(refused)).toContain('the payment is not held');
  });
});

test('with Temporal away a payment is shown from Postgres, says so, and offers nothing that cannot be done', async () => {
  const { payNo } = await paid();
  await eventually(async () => expect((await system().database.listResults(payNo))[0]?.settled).toHaveLength(1));
  const { notifications, close } = notificationsAt((await refusing()).address);
  const away = await startApi({ database: system().database, notifications });
  const visitor = await anna(() => away);
  const words = await says(visitor, payNo, 'Temporal does not answer. What is settled is shown, from Postgres');
  expect(words).toContain('Unknown Paid. Course opened. bookkeeping: not known at the moment. loyalty: not known at the moment.');
  expect(words).not.toContain('What to do');
  const refused = await visitor.post(`/console/payments/${payNo}/deliveries`, {
    act: 'retry',
    subscriber: 'loyalty',
    reason: 'any',
  });
  expect(refused).toMatchObject({ status: 503, type: 'text/html' });
  expect(wordsOf(refused)).toContain('Temporal does not answer. Try again in a moment.');
  await away.app.close();
  await close();
});
