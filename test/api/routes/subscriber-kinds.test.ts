import { createSecretBox } from '../../../src/secrets/secret-box.ts';
import { eventually } from '../../support/eventually.ts';
import { useSystem } from '../../support/system.ts';
import { startApi, useApi } from '../fixture.ts';
import { registry } from '../registry.ts';

const system = useSystem();
const api = useApi(system);
const { add, read, change, remove, list, clear } = registry(api);
afterEach(clear);

const secretsOf = async (name: string) => system().database.listSubscriberSecrets(name);

describe('a subscriber that is called over HTTP', () => {
  const mail = { name: 'mail', kind: 'http', url: 'https://mail.example/hook?shop=1' };

  test('is told its secret when it is added, and never again', async () => {
    const { status, body } = await add(mail);
    const { secret, ...shown } = body;
    expect({ status, secret }).toEqual({ status: 201, secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) });
    expect(shown).toMatchObject({ ...mail, events: 'payment', status: 'active' });
    expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['taskQueue']));
    for (const { body: seen } of [await read('mail'), await change('mail', { timeoutSeconds: 5 })])
      expect(JSON.stringify(seen)).not.toMatch(/whsec_|secret/);
    expect(JSON.stringify((await list()).body)).not.toMatch(/whsec_|secret/);
  });

  test('has neither task queue nor activity, and is told by the deliver worker', async () => {
    await add(mail);
    const { body } = await read('mail');
    expect(body).not.toHaveProperty('taskQueue');
    expect(body).not.toHaveProperty('activity');
    await eventually(async () => expect((await read('mail')).body.problem).toBe('no worker polls deliver/mail'));
    expect(await system().database.findSubscriber('mail')).toMatchObject({
      taskQueue: 'deliver/mail',
      activity: 'onPaymentResult',
    });
  });

  test('has a secret that is encrypted, and none any more once it is removed', async () => {
    const { secret } = (await add(mail)).body;
    const [sealed, ...others] = await secretsOf('mail');
    expect(others).toEqual([]);
    expect(sealed?.toString('latin1')).not.toContain(secret.slice(6));
    await remove('mail');
    expect(await secretsOf('mail')).toEqual([]);
  });

  test('added again has a new secret, and that one only', async () => {
    const first = (await add(mail)).body.secret;
    await remove('mail');
    expect((await add(mail)).body.secret).not.toBe(first);
    expect(await secretsOf('mail')).toHaveLength(1);
  });

  test('can move to another address', async () => {
    await add(mail);
    const { status, body } = await change('mail', { url: 'https://post.example/' });
    expect({ status, url: body.url }).toEqual({ status: 200, url: 'https://post.example/' });
  });

  test.each([
    ['no address', undefined, /^\/url is needed by a subscriber of kind http/],
    ['what is no address', 'mail', /^\/url is not an address: write https:\/\/host\/…/],
    ['an address without TLS', 'http://mail.example/', /^\/url must begin with https:\/\/; http:\/\/ is only for networks that/],
    ['a file', 'file:///etc/passwd', /^\/url /],
    ['a user and a password', 'https://me:secret@mail.example/', /^\/url must have no user and password/],
    ['a fragment', 'https://mail.example/#a', /^\/url must have no fragment/],
    ['an address of 2049 characters', `https://mail.example/${'a'.repeat(2028)}`, /\/url /],
    ['a line break in the address', 'https://mail.example/\na', /\/url /],
  ])('with %s is refused', async (_, url, detail) => {
    const { status, body } = await add({ ...mail, url });
    expect({ status, detail: body.detail }).toEqual({ status: 400, detail: expect.stringMatching(detail) });
    expect((await list()).body).toEqual([]);
  });

  test('may have an address without TLS where an operator allows networks that are not public', async () => {
    const { database, notifications } = system();
    const { app, call } = await startApi({ database, notifications, allowsPlainHttp: true });
    expect(await call('POST /subscribers', { ...mail, url: 'http://10.0.0.1/hook' })).toMatchObject({ status: 201 });
    await app.close();
  });
});

describe('a subscriber on a RabbitMQ', () => {
  const bridge = { name: 'bridge', kind: 'amqp', url: 'amqp://paynotify:p%40ss@rabbit.example:5672/shop' };

  test('is shown without its user and password, which are kept encrypted', async () => {
    const { status, body } = await add(bridge);
    expect({ status, url: body.url }).toEqual({ status: 201, url: 'amqp://rabbit.example:5672/shop' });
    expect(body).not.toHaveProperty('secret');
    expect((await read('bridge')).body.url).toBe('amqp://rabbit.example:5672/shop');
    const sealed = await secretsOf('bridge');
    expect(sealed).toHaveLength(1);
    expect(sealed[0]?.toString('latin1')).not.toContain('p%40ss');
  });

  test('that moves to another broker has the user and password of that one only', async () => {
    await add(bridge);
    const [before] = await secretsOf('bridge');
    const { body } = await change('bridge', { url: 'amqps://other:word@rabbit2.example/shop' });
    expect(body.url).toBe('amqps://rabbit2.example/shop');
    const after = await secretsOf('bridge');
    expect(after).toHaveLength(1);
    expect(after[0]).not.toEqual(before);
  });

  test.each([
    ['no address', undefined, /^\/url is needed by a subscriber of kind amqp/],
    ['a web address', 'https://rabbit.example/', /^\/url must begin with amqp:\/\/ or amqps:\/\//],
    ['no host', 'amqp:shop', /^\/url is not an address/],
    ['a % in its password that begins no character', 'amqp://shop:50%off@rabbit/', /^\/url has a % in its user or password: /],
  ])('with %s is refused', async (_, url, detail) => {
    const { status, body } = await add({ ...bridge, url });
    expect({ status, detail: body.detail }).toEqual({ status: 400, detail: expect.stringMatching(detail) });
  });
});

describe('a subscriber that the payments worker hosts', () => {
  test('is the code of its name, unless it names another', async () => {
    const { status, body } = await add({ name: 'bookkeeping', kind: 'hosted' });
    expect({ status, activity: body.activity, taskQueue: body.taskQueue }).toEqual({
      ...{ status: 201, activity: 'bookkeeping', taskQueue: undefined },
    });
    expect((await add({ name: 'second-book', kind: 'hosted', activity: 'bookkeeping' })).body.activity).toBe('bookkeeping');
    expect(await system().database.findSubscriber('second-book')).toMatchObject({ taskQueue: 'payments' });
  });

  test('is refused where the payments worker does not have its code, and the answer names what it has', async () => {
    const { status, body } = await add({ name: 'mail', kind: 'hosted' });
    expect({ status, detail: body.detail }).toEqual({
      status: 400,
      detail: '/activity mail is not among the code that the payments worker has: course-enrollment, bookkeeping',
    });
  });
});

test.each<[object, RegExp]>([
  [{ kind: 'activity', taskQueue: 'mail', url: 'https://mail.example/' }, /^\/url is not for a subscriber of kind activity: /],
  [{ kind: 'hosted', name: 'bookkeeping', taskQueue: 'mail' }, /^\/taskQueue is not for a subscriber of kind hosted: /],
  [{ kind: 'hosted', name: 'bookkeeping', maxPerSecond: 1 }, /^\/maxPerSecond is not for a subscriber of kind hosted: /],
  [{ kind: 'hosted', name: 'bookkeeping', events: 'operator' }, /^\/events operator is not for a subscriber of kind hosted/],
  [{ kind: 'http', url: 'https://mail.example/', taskQueue: 'mail' }, /^\/taskQueue is not for a subscriber of kind http: /],
  [{ kind: 'http', url: 'https://mail.example/', activity: 'send' }, /^\/activity is not for a subscriber of kind http: /],
  [{ kind: 'amqp', url: 'amqp://rabbit/', events: 'operator' }, /^\/events operator is not for a subscriber of kind amqp/],
  [{ taskQueue: 'mail', events: 'operator', orderTypes: ['60201'] }, /^\/orderTypes is not for a subscriber of events operator/],
  [{ taskQueue: 'mail', events: 'operator', filter: 'true' }, /^\/filter is not for a subscriber of events operator/],
])('what a kind has no use for is refused, and the answer says why: %j', async (given, detail) => {
  const { status, type, body } = await add({ name: 'mail', ...given });
  expect({ status, type, detail: body.detail }).toEqual({
    status: 400,
    type: 'application/problem+json',
    detail: expect.stringMatching(detail),
  });
  expect((await list()).body).toEqual([]);
});

test('an operator can be told what it must know, on a task queue or over HTTP', async () => {
  expect(await add({ name: 'on-call', taskQueue: 'on-call', events: 'operator' })).toMatchObject({ status: 201 });
  expect(await add({ name: 'chat', kind: 'http', url: 'https://chat.example/', events: 'operator' })).toMatchObject({
    status: 201,
    body: { events: 'operator' },
  });
});

test('without SECRETS_KEY who needs a secret is refused, and the others are not', async () => {
  const { database, notifications } = system();

  const { app, call } = await startApi({ database, notifications, secretBox: createSecretBox(undefined) });
  for (const given of [
    { name: 'mail', kind: 'http', url: 'https://mail.example/' },
    { name: 'bridge', kind: 'amqp', url: 'amqp://rabbit.example/' },
  ]) {
    const { status, body } = await call('POST /subscribers', given);
    expect({ status, detail: body.detail }).toEqual({ status: 409, detail: expect.stringContaining('SECRETS_KEY is not set') });
  }
  expect(await call('POST /subscribers', { name: 'books', kind: 'activity', taskQueue: 'books' })).toMatchObject({ status: 201 });
  await app.close();
});
