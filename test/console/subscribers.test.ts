import { PermanentError } from '../../src/domain/errors.ts';
import { listener, notificationsAt, startApi } from '../api/fixture.ts';
import { useListedPayments } from '../api/listed-payments.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { subscriber } from '../support/payments.ts';
import { createVisitor, type Speaker, type Visitor, wordsOf } from './fixture.ts';

const { system, api, list, paid, becomes } = useListedPayments();

let accounts: 'missing' | 'there' = 'missing';
const loyalty = listener(() => {
  if (accounts === 'missing') throw new PermanentError('no such account');
});
beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('loyalty', { orderTypes: ['loyal'] }));
  await system().startSubscriberWorker('loyalty', loyalty);
});

async function anna(of: () => Speaker = api) {
  const visitor = createVisitor(of);
  await visitor.signIn();
  return visitor;
}

const says = (visitor: Visitor, words: string | RegExp): Promise<void> =>
  eventually(async () => {
    const said = wordsOf(await visitor.get('/console/subscribers'));
    expect(said).toEqual(typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words));
  });

const act = (visitor: Visitor, name: string, fields: Record<string, string>) =>
  visitor.post(`/console/subscribers/${name}`, fields);

/** As `act`, and again where a busy machine does not have it done in time. */
const actUntilDone = (visitor: Visitor, name: string, fields: { act: string; reason: string }) =>
  eventually(async () => {
    const done = await act(visitor, name, fields);
    const kind = fields.act.replace('Again', '');
    expect(done).toMatchObject({ status: 303, location: `/console/subscribers?done=${kind}` });
    return done;
  });

describe('the page of the subscribers', () => {
  test('says for how many payments each waits for a person, and leads to them', async () => {
    const { payNo } = await paid('parked');
    const visitor = await anna();
    await says(visitor, /refusing every result order types parks activity refusing Active \d+ payments?/);
    await eventually(async () => {
      const { text } = await visitor.get('/console/subscribers');
      const [, link = ''] = /href="([^"]+subscriber=refusing)"/.exec(text) ?? [];
      expect((await visitor.get(link.replaceAll('&amp;', '&'))).text).toContain(payNo);
    });
  });

  test('says whose queue nobody polls', async () => {
    await says(await anna(), /asleep every result order types waits activity asleep Active no worker polls asleep/);
  });
});

describe('what a person does on it', () => {
  test('pause and resume: what comes meanwhile is parked, and told afterwards', async () => {
    accounts = 'there';
    const visitor = await anna();
    const paused = await actUntilDone(visitor, 'loyalty', { act: 'pause', reason: 'it is moved' });
    expect(wordsOf(await visitor.get(String(paused.location)))).toContain('Paused: its deliveries are parked from now on.');
    await says(visitor, /loyalty every result order types loyal activity loyalty Paused by anna “it is moved”, 20[\d: -]+ UTC/);
    const { payNo } = await paid('parked', { orderType: 'loyal' });
    await says(visitor, /activity loyalty Paused by anna “it is moved”, 20[\d: -]+ UTC \d+ payments?/); // the lists have it
    await actUntilDone(visitor, 'loyalty', { act: 'resume', reason: '' });
    await becomes(payNo, 'done');
    await says(visitor, /loyalty every result order types loyal activity loyalty Active 0/);
  });

  test('recover: it is said how many are asked, and then what is parked is tried once more', async () => {
    accounts = 'missing';
    const { payNo } = await paid('parked', { orderType: 'loyal' });
    accounts = 'there';
    const visitor = await anna();
    const fields = { act: 'recover', reason: 'the accounts were made' };
    const asked = await act(visitor, 'loyalty', fields);
    expect(wordsOf(asked)).toMatch(/Of (the 1 open payment|all \d+ open payments), what is parked or retrying for loyalty/);
    expect(wordsOf(asked)).toContain('“the accounts were made”');
    expect((await list({ q: payNo })).payments).toMatchObject([{ state: 'parked' }]);
    const done = await act(visitor, 'loyalty', { ...fields, confirmed: 'yes' });
    expect(done).toMatchObject({ status: 303, location: '/console/subscribers?done=recover' });
    await becomes(payNo, 'done');
  });

  test('with Temporal away a pause is kept, said to be half of one, and offered again: then open payments hear of it', async () => {
    await system().database.insertSubscriber(subscriber('mailer', { orderTypes: ['mailed'] }));
    const { payNo } = await paid('processing', { orderType: 'mailed' });
    const { notifications, close } = notificationsAt((await refusing()).address);
    const away = await startApi({ database: system().database, notifications });
    const visitor = createVisitor(() => away);
    await visitor.signIn();
    const half = await act(visitor, 'mailer', { act: 'pause', reason: 'it is moved' });
    expect(half).toMatchObject({ status: 303, location: '/console/subscribers?untold=pause' });
    const words = wordsOf(await visitor.get(String(half.location)));
    expect(words).toContain('Temporal does not answer, and open payments have not heard of it');
    expect(words).toMatch(/mailer every result order types mailed activity mailer Paused by anna .* Pause again/);
    await away.app.close();
    await close();
    await actUntilDone(await anna(), 'mailer', { act: 'pauseAgain', reason: 'it is moved' });
    await becomes(payNo, 'parked');
    await says(await anna(), 'Paused by anna “it is moved”');
  });

  test('of what the guard has paused it says why, and when it is tried next', async () => {
    await system().database.insertSubscriber(subscriber('partner', { orderTypes: ['partner'] }));
    const { notifications } = system();
    await notifications.guards.begin('partner', { failed: 25, delivered: 1 });
    const visitor = await anna();
    const why = '25 attempts failed within a minute, and 1 deliveries were made in two.';
    await says(visitor, new RegExp(`activity partner Paused by subscriberGuard ${why} Next probe in \\d+ seconds?`));
    const { text } = await visitor.get('/console/subscribers', { 'accept-language': 'zh-CN' });
    expect(text).toMatch(/一分钟内 25 次尝试失败，两分钟内送达 1 次。.*\n?下次探测：/);
    expect(text).toContain('href="http://temporal.test/subscriber%2Fpartner/');
    await act(visitor, 'partner', { act: 'resume' });
  });

  test('test: it says whether it was reached', async () => {
    const visitor = await anna();
    accounts = 'there';
    await actUntilDone(visitor, 'loyalty', { act: 'test', reason: '' });
    accounts = 'missing';
    await eventually(async () =>
      expect(wordsOf(await act(visitor, 'loyalty', { act: 'test' }))).toContain(
        'The test did not reach loyalty: no such account',
      ),
    );
    const unheard = await act(await anna(() => api().once), 'asleep', { act: 'test' });
    expect(unheard).toMatchObject({ status: 503 });
    expect(wordsOf(unheard)).toContain('no worker polls asleep');
  });

  test.each([
    ['without a reason', { name: 'loyalty', act: 'pause', reason: '', status: 400 }],
    ['of a kind that is not there', { name: 'loyalty', act: 'destroy', reason: 'any', status: 400 }],
    ['to nobody', { name: 'nobody', act: 'pause', reason: 'any', status: 404 }],
  ])('%s is refused', async (_, { name, status, ...fields }) => {
    expect(await act(await anna(), name, fields)).toMatchObject({ status, type: 'text/html' });
  });
});
