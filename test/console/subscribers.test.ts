import { PermanentError } from '../../src/domain/errors.ts';
import { listener } from '../api/fixture.ts';
import { useListedPayments } from '../api/listed-payments.ts';
import { eventually } from '../support/eventually.ts';
import { subscriber } from '../support/payments.ts';
import { createVisitor, type Visitor, wordsOf } from './fixture.ts';

const { system, api, paid, becomes } = useListedPayments();

let accounts: 'missing' | 'there' = 'missing';
const loyalty = listener(() => {
  if (accounts === 'missing') throw new PermanentError('no such account');
});
beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('loyalty', { orderTypes: ['loyal'] }));
  await system().startSubscriberWorker('loyalty', loyalty);
});

async function anna() {
  const visitor = createVisitor(api);
  await visitor.signIn();
  return visitor;
}

const says = (visitor: Visitor, words: string | RegExp): Promise<void> =>
  eventually(async () => {
    const said = wordsOf(await visitor.get('/console/subscribers'));
    expect(said).toEqual(typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words));
  }, 15);

const act = (visitor: Visitor, name: string, fields: Record<string, string>) =>
  visitor.post(`/console/subscribers/${name}`, fields);

describe('the page of the subscribers', () => {
  test('says for how many payments each waits for a person, and leads to them', async () => {
    const { payNo } = await paid('parked');
    const visitor = await anna();
    await says(visitor, /refusing every result order types parks activity refusing Active \d+ payments?/);
    const { text } = await visitor.get('/console/subscribers');
    const [, link = ''] = /href="([^"]+subscriber=refusing)"/.exec(text) ?? [];
    expect((await visitor.get(link.replaceAll('&amp;', '&'))).text).toContain(payNo);
  });

  test('says whose queue nobody polls', async () => {
    await says(await anna(), /asleep every result order types waits activity asleep Active no worker polls asleep/);
  });
});

describe('what a person does on it', () => {
  test('pause and resume: what comes meanwhile is parked, and told afterwards', async () => {
    accounts = 'there';
    const visitor = await anna();
    const paused = await act(visitor, 'loyalty', { act: 'pause', reason: 'it is moved' });
    expect(paused).toMatchObject({ status: 303, location: '/console/subscribers?done=pause' });
    expect(wordsOf(await visitor.get(String(paused.location)))).toContain('Paused: its deliveries are parked from now on.');
    await says(visitor, /loyalty every result order types loyal activity loyalty Paused by anna/);
    const { payNo } = await paid('parked', { orderType: 'loyal' });
    expect(await act(visitor, 'loyalty', { act: 'resume', reason: 'it was moved' })).toMatchObject({ status: 303 });
    await becomes(payNo, 'done');
    await says(visitor, /loyalty every result order types loyal activity loyalty Active 0/);
  });

  test('recover: what is parked is tried once more', async () => {
    accounts = 'missing';
    const { payNo } = await paid('parked', { orderType: 'loyal' });
    accounts = 'there';
    const done = await act(await anna(), 'loyalty', { act: 'recover', reason: 'the accounts were made' });
    expect(done).toMatchObject({ status: 303, location: '/console/subscribers?done=recover' });
    await becomes(payNo, 'done');
  });

  test('test: it says whether it was reached', async () => {
    const visitor = await anna();
    accounts = 'there';
    expect(await act(visitor, 'loyalty', { act: 'test', reason: '' })).toMatchObject({
      location: '/console/subscribers?done=test',
    });
    accounts = 'missing';
    const failed = await act(visitor, 'loyalty', { act: 'test' });
    expect(wordsOf(failed)).toContain('The test did not reach loyalty: no such account');
    const unheard = await act(visitor, 'asleep', { act: 'test' });
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
