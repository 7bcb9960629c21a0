import { notificationsAt, startApi } from '../api/fixture.ts';
import { useListedPayments } from '../api/listed-payments.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, newPayNo, paidFact } from '../support/payments.ts';
import { createVisitor, type Speaker, wordsOf } from './fixture.ts';

const { system, api, paid } = useListedPayments();

async function anna(of: () => Speaker = api) {
  const visitor = createVisitor(of);
  await visitor.signIn();
  return visitor;
}

describe('the payments', () => {
  test.each([
    ['processing', 'Processing'],
    ['parked', 'Parked Parked for '],
    ['held', 'Held CNY 88.80 was asked, the notification says CNY 0.01'],
    ['done', 'Done'],
  ])('that are %s are on a page, and others not', async (state, words) => {
    const { payNo } = await paid(state);
    const other = await paid(state === 'done' ? 'parked' : 'done');
    const visitor = await anna();
    await eventually(async () => {
      const page = await visitor.get(`/console/payments?state=${state}`);
      expect(page.text).toContain(`href="/console/payments/${payNo}"`);
      expect(wordsOf(page)).toContain(words);
      expect(page.text).not.toContain(other.payNo);
    });
  });

  test('are counted by what they wait for', async () => {
    await paid('held');
    const visitor = await anna();
    await eventually(async () => {
      const words = wordsOf(await visitor.get('/console/payments'));
      expect(words).toMatch(/All Processing \d+ Parked \d+ Held [1-9]\d* Done/);
    });
  });

  test('are found by a number, and what was asked for stands there', async () => {
    const { payNo, order } = await paid('done');
    const other = await paid('done');
    const page = await (await anna()).get(`/console/payments?q=${order.orderId}`);
    expect(page.text).toContain(payNo);
    expect(page.text).not.toContain(other.payNo);
    expect(page.text).toContain(`value="${order.orderId}"`);
    expect(wordsOf(await (await anna()).get('/console/payments?q=nobody-has-this'))).toContain('Nothing has this number.');
  });

  test('go on on a next page', async () => {
    const userId = `user-${crypto.randomUUID()}`;
    const made: string[] = [];
    for (let count = 0; count < 31; count++) made.push((await newPayment(system(), { userId })).payNo);
    const visitor = await anna();
    const first = await visitor.get(`/console/payments?q=${userId}`);
    const [, next = ''] = /href="([^"]+)" rel="next"/.exec(first.text) ?? [];
    const second = await visitor.get(next.replaceAll('&amp;', '&'));
    expect(made.filter((payNo) => first.text.includes(payNo))).toHaveLength(30);
    expect(made.filter((payNo) => !first.text.includes(payNo) && second.text.includes(payNo))).toHaveLength(1);
    expect(second.text).not.toContain('rel="next"');
  });

  test('have titles, users and searches that are text and nothing else', async () => {
    const hostile = `<img src=x onerror=alert(1)>"'`;
    await newPayment(system(), { title: hostile, userId: hostile });
    const { text } = await (await anna()).get(`/console/payments?q=${encodeURIComponent(hostile)}`);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;');
    expect(text).not.toContain('<img');
  });

  test('of a cursor or a state that never was are refused, on a page that says so', async () => {
    const visitor = await anna();
    expect(await visitor.get('/console/payments?cursor=x')).toMatchObject({ status: 400, type: 'text/html' });
    const lost = await visitor.get('/console/payments?state=lost');
    expect(lost).toMatchObject({ status: 400, type: 'text/html' });
    expect(wordsOf(lost)).toContain('There is nothing at this address');
  });

  test('of a number that is none of ours are among all, while they are held and once they are rejected', async () => {
    const payNo = newPayNo();
    await system().notify(paidFact(payNo));
    const visitor = await anna();
    await eventually(async () => expect((await visitor.get('/console/payments')).text).toContain(`payments/${payNo}"`));
    const page = wordsOf(await visitor.get(`/console/payments/${payNo}`));
    expect(page).toContain('No order of ours has this pay number, so that it cannot be approved');
    expect(page).toContain('What to do: Reject');
    await visitor.post(`/console/payments/${payNo}/decision`, { act: 'reject', reason: 'of the test shop' });
    await eventually(async () => {
      const row = wordsOf(await visitor.get('/console/payments')).split(payNo)[1];
      expect(row).toMatch(/^ none Alipay CNY 88\.80 Rejected Rejected 20/);
    });
  });

  test('are found as people write and copy numbers, and what is too short for a beginning is said to be', async () => {
    const { payNo, order } = await paid('done', { orderId: `O-${newPayNo().toUpperCase()}` });
    const visitor = await anna();
    const found = await visitor.get(`/console/payments?q=${order.orderId.toLowerCase()}`);
    expect(found.text).toContain(payNo);
    expect(wordsOf(found)).toContain('1 payment found.');
    expect((await visitor.get(`/console/payments?q=payment%2F${payNo}`)).text).toContain(`payments/${payNo}"`);
    expect(wordsOf(await visitor.get('/console/payments?q=P-z'))).toContain('A beginning is of four characters at least');
  });

  test('of one subscriber lead back to all of them', async () => {
    const { text } = await (await anna()).get('/console/payments?state=parked&subscriber=refusing');
    expect(text).toMatch(/Only those parked for refusing · <a href="\/console\/payments\?state=parked">Show all/);
  });
});

describe('with Temporal away', () => {
  test('what Postgres knows is shown, and it is said what is not', async () => {
    const done = await paid('done');
    const held = await paid('held');
    const { notifications, close } = notificationsAt((await refusing()).address);
    const away = await startApi({ database: system().database, notifications });
    const visitor = await anna(() => away);

    const all = await visitor.get('/console/payments');
    expect(all.text).toContain(done.payNo);
    expect(wordsOf(all)).toContain('Temporal does not answer. What is settled is shown, from Postgres');
    expect((await visitor.get('/console/payments?state=done')).text).toContain(done.payNo);
    expect((await visitor.get('/console/payments?state=held')).text).toContain(held.payNo);

    const parked = await visitor.get('/console/payments?state=parked');
    expect(parked).toMatchObject({ status: 503, type: 'text/html' });
    expect(wordsOf(parked)).toContain('only Temporal knows which payments these are');

    expect(wordsOf(await visitor.get('/console/subscribers'))).toContain(
      'refusing every result order types parks activity refusing Active Unknown',
    );
    expect(wordsOf(await visitor.get('/console/subscribers'))).toContain(
      'Temporal does not answer: how many payments are parked, whether anybody polls the queues',
    );
    await away.app.close();
    await close();
  });
});

// The last one: it takes Postgres away.
test('with Postgres away a page says so', async () => {
  const visitor = await anna(() => api().once);
  system().postgres.cut();
  const page = await visitor.get('/console/payments');
  expect(page).toMatchObject({ status: 503, type: 'text/html', headers: { 'retry-after': '5' } });
  expect(wordsOf(page)).toContain('Postgres does not answer');
  system().postgres.mend();
});
