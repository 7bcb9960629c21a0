import { DEFAULT_RETRY } from '../../../src/domain/subscription.ts';
import { eventually } from '../../support/eventually.ts';
import { useSystem } from '../../support/system.ts';
import { useApi } from '../fixture.ts';
import { registry } from '../registry.ts';

const system = useSystem();
const api = useApi(system);

const { add, read, change, remove, list, clear } = registry(api);
afterEach(clear);

describe('a new subscriber', () => {
  test('needs a name, a kind and a task queue; the rest has defaults', async () => {
    const { status, body } = await add({ name: 'bookkeeping', taskQueue: 'books' });
    const made = {
      ...{
        name: 'bookkeeping',
        kind: 'activity',
        taskQueue: 'books',
        activity: 'onPaymentResult',
        orderTypes: null,
        results: null,
      },
      ...{ timeoutSeconds: 30, status: 'active', events: 'payment', filter: null, maxPerSecond: null },
      retry: {
        ...{ initialIntervalSeconds: 1, backoffCoefficient: 2, maximumIntervalSeconds: 3600 },
        ...{ maximumAttempts: null, giveUpAfterSeconds: null },
      },
    };
    expect({ status, body }).toEqual({ status: 201, body: made });
    expect(await read('bookkeeping')).toMatchObject({ status: 200, body: made });
  });

  test('keeps everything it is given', async () => {
    const given = {
      ...{ name: 'mail', kind: 'activity', taskQueue: 'mail', activity: 'send', timeoutSeconds: 5 },
      ...{ orderTypes: ['60201', '60202'], results: ['paid', 'refunded'] },
      ...{ events: 'payment', filter: 'amount.amountMinor >= 10000 && provider == "alipay"', maxPerSecond: 2.5 },
      retry: {
        ...{ initialIntervalSeconds: 2, backoffCoefficient: 1, maximumIntervalSeconds: 20 },
        ...{ maximumAttempts: 3, giveUpAfterSeconds: 3600 },
      },
    };
    await add(given);
    await eventually(async () =>
      expect((await read('mail')).body).toEqual({ ...given, status: 'active', problem: 'no worker polls mail' }),
    );
  });

  test('may give a part of the retry policy', async () => {
    const { body } = await add({ name: 'mail', taskQueue: 'mail', retry: { maximumAttempts: 3 } });
    expect(body.retry).toEqual({ ...DEFAULT_RETRY, maximumAttempts: 3 });
  });

  test('is listed with the others, by name', async () => {
    for (const name of ['mail', 'bookkeeping', '1st']) await add({ name, taskQueue: 'any' });
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['1st', 'bookkeeping', 'mail']);
  });

  test('whose name is taken is refused, and changes nothing', async () => {
    await add({ name: 'mail', taskQueue: 'first' });
    const { status, type, body } = await add({ name: 'mail', taskQueue: 'second' });
    expect({ status, type }).toEqual({ status: 409, type: 'application/problem+json' });
    expect(body.detail).toBe('there is a subscriber mail already; PATCH changes it');
    expect((await read('mail')).body.taskQueue).toBe('first');
  });

  test('added twice at the same moment is added once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => add({ name: 'mail', taskQueue: 'mail' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

test('two changes of one subscriber at the same moment are both kept', async () => {
  await add({ name: 'changed-twice', taskQueue: 'one' });
  const lock = await system().pool.connect();
  try {
    await lock.query('begin');
    await lock.query("update orders.subscribers set filter = 'provider == \"alipay\"' where name = 'changed-twice'");
    const changing = api().call('PATCH /subscribers/changed-twice', { timeoutSeconds: 7 });
    await eventually(async () => {
      const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      const { rows } = await system().pool.query(waiting);
      expect(rows).toHaveLength(1);
    });
    await lock.query('commit');
    expect(await changing).toMatchObject({ status: 200, body: { timeoutSeconds: 7, filter: 'provider == "alipay"' } });
  } finally {
    lock.release();
  }
});

describe('a subscriber that is not well-formed is refused:', () => {
  const good = { name: 'mail', taskQueue: 'mail' };
  test.each<[string, object, RegExp]>([
    ['no name', { name: undefined }, /\/name /],
    ['an empty name', { name: '' }, /\/name is 1 to 40 of a-z, 0-9 and -/],
    ['capitals in the name', { name: 'Mail' }, /\/name is 1 to 40 of a-z, 0-9 and -/],
    ['a slash in the name', { name: 'a/b' }, /\/name /],
    ['a line break after the name', { name: 'mail\n' }, /\/name /],
    ['a name of 41', { name: 'a'.repeat(41) }, /\/name /],
    ['a kind that there is not', { kind: 'smoke' }, /\/kind /],
    ['no task queue', { taskQueue: undefined }, /\/taskQueue /],
    ["paynotify's own task queue", { taskQueue: 'payments' }, /^task queue payments is paynotify's own/],
    ["paynotify's own task queue with spaces around it", { taskQueue: ' payments ' }, /^task queue payments is paynotify's own/],
    ["a task queue of paynotify's deliver worker", { taskQueue: 'deliver/mail' }, /^task queue deliver\/mail is paynotify's own/],
    ["Temporal's own task queues", { taskQueue: '/_sys/any' }, /\/taskQueue /],
    ["Temporal's own task queues, too", { taskQueue: '__temporal_any' }, /\/taskQueue /],
    ['a task queue of spaces', { taskQueue: '  ' }, /\/taskQueue /],
    ['a control character', { activity: 'a\u0000' }, /\/activity /],
    ['an empty list of order types', { orderTypes: [] }, /\/orderTypes /],
    ['a result that there is not', { results: ['stolen'] }, /\/results\/0 /],
    ['no time for an attempt', { timeoutSeconds: 0 }, /\/timeoutSeconds /],
    ['a fraction of a second for an attempt', { timeoutSeconds: 1.5 }, /\/timeoutSeconds /],
    ['no attempt', { retry: { maximumAttempts: 0 } }, /\/retry\/maximumAttempts /],
    ['retries that come ever sooner', { retry: { backoffCoefficient: 0.5 } }, /\/retry\/backoffCoefficient /],
    ['no time between attempts', { retry: { initialIntervalSeconds: 0 } }, /\/retry\/initialIntervalSeconds /],
    [
      'a first interval above the longest',
      { retry: { initialIntervalSeconds: 7200 } },
      /retry.*initialIntervalSeconds.*maximumIntervalSeconds/,
    ],
    ['an unknown field', { colour: 'red' }, /colour/],
    ['an unknown field of the policy', { retry: { colour: 'red' } }, /colour/],
    ['a field that is not set here', { status: 'paused' }, /status/],
    ['a rate of nothing', { maxPerSecond: 0 }, /\/maxPerSecond /],
    ['a filter that is no expression', { filter: 'provider ==' }, /^\/filter unexpected token: EOF \(at character 12\)/],
    ['a filter on a field that there is not', { filter: 'amount.major > 1' }, /^\/filter no such key: major \(at character 8\)/],
    ['a filter that is a text', { filter: 'provider' }, /^\/filter is a string: it must be true or false/],
    ['events that there are not', { events: 'all' }, /\/events /],
  ])('%s', async (_, fault, detail) => {
    const { status, type, body } = await add({ ...good, ...fault });
    expect({ status, type, detail: body.detail }).toEqual({
      status: 400,
      type: 'application/problem+json',
      detail: expect.stringMatching(detail),
    });
    expect((await list()).body).toEqual([]);
  });
});

describe('a change of a subscriber', () => {
  beforeEach(async () => {
    await add({ name: 'mail', taskQueue: 'mail', orderTypes: ['60201'], retry: { maximumAttempts: 3, giveUpAfterSeconds: 60 } });
  });

  test.each<[string, object, object]>([
    ['the task queue', { taskQueue: 'post' }, { taskQueue: 'post' }],
    ['the order types', { orderTypes: ['60202'] }, { orderTypes: ['60202'] }],
    ['the order types to all', { orderTypes: null }, { orderTypes: null }],
    ['the results', { results: ['refunded'] }, { results: ['refunded'] }],
    ['the time of an attempt', { timeoutSeconds: 1 }, { timeoutSeconds: 1 }],
    ['the filter', { filter: 'provider == "stripe"' }, { filter: 'provider == "stripe"' }],
    ['the rate', { maxPerSecond: 0.5 }, { maxPerSecond: 0.5 }],
    ['nothing', {}, {}],
  ])('of %s leaves the rest', async (_, given, changed) => {
    const { problem: _nobodyPolls, ...before } = (await read('mail')).body;
    const { status, body } = await change('mail', given);
    const { batchId: _open, ...after } = body;
    expect({ status, after }).toEqual({ status: 200, after: { ...before, ...changed } });
    expect((await read('mail')).body).toMatchObject(after);
  });

  test('of one part of the retry policy leaves the others', async () => {
    const { body } = await change('mail', { retry: { maximumAttempts: null } });
    expect(body.retry).toEqual({ ...DEFAULT_RETRY, maximumAttempts: null, giveUpAfterSeconds: 60 });
    expect((await read('mail')).body.retry).toEqual(body.retry);
  });

  test.each<[string, object, RegExp]>([
    ['its name', { name: 'post' }, /name/],
    ['its kind', { kind: 'activity' }, /kind/],
    ['its status', { status: 'paused' }, /status/],
    ["the task queue to paynotify's own", { taskQueue: 'payments' }, /^task queue payments is paynotify's own/],
    ['the longest interval below the first', { retry: { maximumIntervalSeconds: 1, initialIntervalSeconds: 2 } }, /Interval/],
    ['an unknown field', { colour: 'red' }, /colour/],
  ])('of %s is refused', async (_, given, detail) => {
    // Whether anybody polls is not always known in time.
    const before = await eventually(async () => {
      const { body } = await read('mail');
      expect(body).toHaveProperty('problem');
      return body;
    });
    const { status, type, body } = await change('mail', given);
    expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json' });
    expect(body.detail).toMatch(detail);
    await eventually(async () => expect((await read('mail')).body).toEqual(before));
  });

  test('that would put the first interval above the longest is refused, whichever of the two it changes', async () => {
    await change('mail', { retry: { initialIntervalSeconds: 60 } });
    expect(await change('mail', { retry: { maximumIntervalSeconds: 59 } })).toMatchObject({ status: 400 });
    expect((await read('mail')).body.retry).toMatchObject({ initialIntervalSeconds: 60, maximumIntervalSeconds: 3600 });
  });
});

test.each([
  ['read', () => read('nobody')],
  ['changed', () => change('nobody', { taskQueue: 'any' })],
  ['removed', () => remove('nobody')],
])('a subscriber that there is not cannot be %s', async (_, call) => {
  const { status, type, body } = await call();
  expect({ status, type, detail: body.detail }).toEqual({
    status: 404,
    type: 'application/problem+json',
    detail: 'there is no subscriber nobody',
  });
});
