import { notificationsAt, startApi } from '../api/fixture.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment } from '../support/payments.ts';
import { wordsOf } from './fixture.ts';
import { says, usePaidPayments } from './paid-payments.ts';

const { system, anna, paid } = usePaidPayments();

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
    // Milliseconds are said of less than a second: where a busy machine takes longer, another payment shows it.
    const words = await eventually(async () => {
      const { words } = await paid();
      expect(words).toMatch(
        /loyalty Parked Paid Parked no such account Attempts 1 attempt Attempt 1: failed, took \d+ ms 20[\d: -]+ UTC no such account/,
      );
      return words;
    });
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

  test('of a subscriber that is paused counts what was tried, and leads to where it is said when it goes on', async () => {
    const { payNo, visitor } = await paid();
    const { database, notifications } = system();
    await system().db.query(
      `insert into orders.delivery_attempts (pay_no, result_id, subscriber, attempt, error, failed_at, status, duration_ms)
       select $1, 'paid', 'bookkeeping', attempt, 'HTTP 503', now(), 503, 1 from generate_series(1, 5) attempt`,
      [payNo],
    );
    await database.setSubscriberStatus({ name: 'bookkeeping', pausedBy: 'berta' });
    await notifications.subscriberChanged(payNo, 'bookkeeping');
    const words = await says(
      visitor,
      payNo,
      /bookkeeping Parked Paid Parked paused by berta\. It is told once .* Attempts 5 attempts/,
    );
    expect(words).toContain('bookkeeping is not tried any more, and waits for a person: Paid');
    const { text } = await visitor.get(`/console/payments/${payNo}`);
    expect(text).toContain('href="/console/subscribers#bookkeeping"');
    await database.setSubscriberStatus({ name: 'bookkeeping', pausedBy: null });
  });

  test('of one that nobody has paid says what is waited for', async () => {
    const { payNo } = await newPayment(system());
    expect(await says(await anna(), payNo, 'Not paid yet.')).toContain('Nothing yet: its provider has told nothing.');
  });

  test('is there in Chinese', async () => {
    const { payNo, visitor } = await paid();
    const words = wordsOf(await visitor.get(`/console/payments/${payNo}`, { 'accept-language': 'zh-CN' }));
    expect(words).toMatch(/已支付。课程已开通。bookkeeping：重试中，第 4 次尝试：.*后。loyalty：已搁置：no such account。/);
    expect(words).toContain('支付宝 通知：已支付，CNY 88.80');
    expect(words).toContain('不通知 mailing：订单类型 60201 不在 60202 之中');
  });

  test('of a payment that nobody has heard of says so', async () => {
    const missing = await (await anna()).get('/console/payments/P-nobody');
    expect(missing).toMatchObject({ status: 404, type: 'text/html' });
    expect(wordsOf(missing)).toContain('There is no payment P-nobody.');
  });

  test.each(['payments/P%00', 'payments?q=P%00'])('at an address that nobody can have is refused: %s', async (address) => {
    expect(await (await anna()).get(`/console/${address}`)).toMatchObject({ status: 400, type: 'text/html' });
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
  expect(words).toContain('While that lasts, nothing can be done here.');
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
