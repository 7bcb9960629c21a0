import { useOwnDatabase } from '../support/own-database.ts';
import { subscriber } from '../support/payments.ts';

const own = useOwnDatabase();
const secret = (text: string) => ({ subscriber: 'bookkeeping', secret: Buffer.from(text) });
const listed = async () => (await own().database.listSubscriberSecrets('bookkeeping')).map(String);
const lifetimes = async () =>
  (
    await own().pool.query(
      `select convert_from(secret, 'utf8') as secret, round(extract(epoch from expires_at - now()) / 3600) as hours
       from orders.subscriber_secrets order by secret_id`,
    )
  ).rows;

beforeAll(() => own().database.insertSubscriber(subscriber('bookkeeping', { kind: 'http', url: 'https://books.example/hook' })));
beforeEach(() => own().database.deleteSubscriberSecrets('bookkeeping'));

test('a rotated secret is valid for another 24 hours, after the new one', async () => {
  await own().database.insertSubscriberSecret(secret('first'));
  await own().database.rotateSubscriberSecret(secret('second'));
  expect(await listed()).toEqual(['second', 'first']);
  expect(await lifetimes()).toEqual([
    { secret: 'first', hours: '24' },
    { secret: 'second', hours: null },
  ]);
});

test('one that is rotated again does not prolong the one before it', async () => {
  await own().database.insertSubscriberSecret(secret('first'));
  await own().database.rotateSubscriberSecret(secret('second'));
  await own().pool.query(
    "update orders.subscriber_secrets set expires_at = now() + interval '1 hour' where expires_at is not null",
  );
  await own().database.rotateSubscriberSecret(secret('third'));
  expect(await lifetimes()).toMatchObject([{ hours: '1' }, { hours: '24' }, { hours: null }]);
});

test('what has expired signs nothing, and the next rotation removes it', async () => {
  await own().database.insertSubscriberSecret(secret('first'));
  await own().database.rotateSubscriberSecret(secret('second'));
  await own().pool.query('update orders.subscriber_secrets set expires_at = now() where expires_at is not null');
  expect(await listed()).toEqual(['second']);
  await own().database.rotateSubscriberSecret(secret('third'));
  expect(await lifetimes()).toMatchObject([{ secret: 'second' }, { secret: 'third' }]);
});

test('the secrets of a subscriber can be deleted, all of them', async () => {
  await own().database.insertSubscriberSecret(secret('first'));
  await own().database.rotateSubscriberSecret(secret('second'));
  await own().database.deleteSubscriberSecrets('bookkeeping');
  expect(await listed()).toEqual([]);
});
