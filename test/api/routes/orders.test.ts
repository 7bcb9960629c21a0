import { createDatabase } from '../../../src/db/database.ts';
import { createPool } from '../../../src/db/pool.ts';
import { refusing } from '../../support/away.ts';
import { useSystem } from '../../support/system.ts';
import { startApi, TOKEN, useApi } from '../fixture.ts';

const system = useSystem();
const api = useApi(system);

const course = {
  orderType: '60201',
  outBusinessId: 'choose-1',
  userId: 'student-1',
  title: 'Mathematics for beginners',
  amount: { currency: 'CNY', amountMinor: 8880 },
};
const order = (given: object = course, headers = {}) => api().call('POST /orders', given, headers);
const countOrders = async () => Number((await system().pool.query('select count(*) from orders.orders')).rows[0].count);

describe('an order', () => {
  test('is made, unpaid, and can be read again with its pay records', async () => {
    const { status, body } = await order();
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        ...course,
        orderId: expect.stringMatching(/^O[0-9A-Z]{24}$/),
        status: 'unpaid',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    });
    expect((await api().call(`GET /orders/${body.orderId}`)).body).toEqual({ ...body, payRecords: [] });
  });

  test('asked for twice without a key is two orders', async () => {
    const [first, second] = [await order(), await order()];
    expect(first.body.orderId).not.toBe(second.body.orderId);
  });

  test('asked for again with the same Idempotency-Key is the same order', async () => {
    const key = { 'idempotency-key': 'cart-1' };
    const first = await order(course, key);
    expect(await order(course, key)).toMatchObject({ status: 201, body: first.body });
  });

  test('asked for twenty times at once with the same Idempotency-Key is one order', async () => {
    const before = await countOrders();
    const again = () => api().call('POST /orders', course, { 'idempotency-key': 'cart-2' });
    const answers = await Promise.all(Array.from({ length: 20 }, again));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.orderId}`)).size).toBe(1);
    expect(await countOrders()).toBe(before + 1);
  });

  test.each([
    ['order type', { orderType: '60202' }],
    ['business id', { outBusinessId: 'choose-2' }],
    ['user', { userId: 'student-2' }],
    ['title', { title: 'Mathematics' }],
    ['amount', { amount: { currency: 'CNY', amountMinor: 1 } }],
    ['currency', { amount: { currency: 'USD', amountMinor: 8880 } }],
  ])('with another %s under the same Idempotency-Key is refused', async (field, change) => {
    const key = { 'idempotency-key': `cart-${field}` };
    await order(course, key);
    const { status, type, body } = await order({ ...course, ...change }, key);
    expect({ status, type }).toEqual({ status: 422, type: 'application/problem+json' });
    expect(body.detail).toBe('this Idempotency-Key was used for another order; take a new key');
  });

  test('of the largest amount is kept to the last minor unit', async () => {
    const amount = { currency: 'CNY', amountMinor: 1_000_000_000_000 };
    const { body } = await order({ ...course, amount });
    expect((await api().call(`GET /orders/${body.orderId}`)).body.amount).toEqual(amount);
  });
});

describe('an order that is not well-formed is refused, with the reason, and not made:', () => {
  test.each<[string, object, RegExp]>([
    ['no title', { ...course, title: undefined }, /\/title .*expected string/],
    ['an empty title', { ...course, title: '  ' }, /\/title /],
    ['a character that Postgres does not take', { ...course, title: 'a\u0000b' }, /\/title /],
    ['half a character', { ...course, title: 'a\ud800b' }, /\/title /],
    ['no amount', { ...course, amount: undefined }, /\/amount /],
    ['a float', { ...course, amount: { currency: 'CNY', amountMinor: 88.8 } }, /\/amount\/amountMinor /],
    ['a string of digits', { ...course, amount: { currency: 'CNY', amountMinor: '8880' } }, /\/amount\/amountMinor /],
    ['less than nothing', { ...course, amount: { currency: 'CNY', amountMinor: -1 } }, /\/amount\/amountMinor /],
    ['too large an amount', { ...course, amount: { currency: 'CNY', amountMinor: 1e15 } }, /\/amount\/amountMinor /],
    ['no currency', { ...course, amount: { amountMinor: 1 } }, /\/amount\/currency /],
    [
      'yuan',
      { ...course, amount: { currency: 'yuan', amountMinor: 1 } },
      /\/amount\/currency is three capital letters, such as CNY/,
    ],
    ['a field that is unknown', { ...course, discount: 1 }, /discount/],
    ['a field of the answer', { ...course, status: 'paid' }, /status/],
    ['an unknown field within the amount', { ...course, amount: { ...course.amount, float: 1 } }, /\/amount .*float/],
    ['a list', [course], /expected object/],
  ])('%s', async (_, given, detail) => {
    const before = await countOrders();
    const { status, type, body } = await order(given);
    expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json' });
    expect(body).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400, detail: expect.stringMatching(detail) });
    expect(await countOrders()).toBe(before);
  });

  test.each([
    ['JSON that is none', 400, { type: 'application/json', payload: '{"orderType":' }],
    ['an empty body', 400, { type: 'application/json', payload: '' }],
    ['a form', 415, { type: 'application/x-www-form-urlencoded', payload: 'orderType=60201' }],
  ])('%s', async (_, status, { type, payload }) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type };
    const answer = await api().inject({ method: 'POST', url: '/orders', headers, payload });
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  });

  test('everything that is wrong is named at once', async () => {
    const { body } = await order({ ...course, title: '', userId: 1, amount: { currency: 'x', amountMinor: 0.5 } });
    const paths = body.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(['/userId', '/title', '/amount/currency', '/amount/amountMinor']);
  });
});

describe('a pay record', () => {
  const begin = async (orderId: string, given: object = { provider: 'alipay' }) =>
    api().call(`POST /orders/${orderId}/pay-records`, given);

  test('is one attempt to pay, at the price of the order', async () => {
    const { orderId } = (await order()).body;
    const { status, body } = await begin(orderId);
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        payNo: expect.stringMatching(/^P[0-9A-Z]{24}$/),
        orderId,
        provider: 'alipay',
        amount: course.amount,
        status: 'unpaid',
        transactionId: null,
        refundedMinor: 0,
        paidAt: null,
        createdAt: expect.any(String),
      },
    });
  });

  test('is listed with its order, after those before it', async () => {
    const { orderId } = (await order()).body;
    const [first, second] = [(await begin(orderId)).body, (await begin(orderId)).body];
    expect((await api().call(`GET /orders/${orderId}`)).body.payRecords).toEqual([first, second]);
  });

  test('is not made for an order that is unknown', async () => {
    const { status, type, body } = await begin('O-unknown');
    expect({ status, type, detail: body.detail }).toEqual({
      status: 404,
      type: 'application/problem+json',
      detail: 'there is no order O-unknown',
    });
  });

  test.each(['paid', 'closed', 'refunded'] as const)('is not made for an order that is %s', async (state) => {
    const { orderId } = (await order()).body;
    await system().pool.query('update orders.orders set status = $2 where order_id = $1', [orderId, state]);
    const { status, type, body } = await begin(orderId);
    expect({ status, type, detail: body.detail }).toEqual({
      status: 409,
      type: 'application/problem+json',
      detail: `order ${orderId} is ${state}`,
    });
    expect((await api().call(`GET /orders/${orderId}`)).body).toMatchObject({ status: state, payRecords: [] });
  });

  test('is not made with a provider that is off', async () => {
    const { orderId } = (await order()).body;
    const { status, body } = await begin(orderId, { provider: 'paypal' });
    expect({ status, detail: body.detail }).toEqual({ status: 422, detail: 'provider paypal is not on; these are: alipay' });
  });

  test('is not made with a field that is unknown', async () => {
    const { orderId } = (await order()).body;
    const { status, body } = await begin(orderId, { provider: 'alipay', amount: 1 });
    expect({ status, detail: body.detail }).toEqual({ status: 400, detail: expect.stringContaining('amount') });
  });
});

test.each([
  ['an unknown number', 404, 'O-unknown'],
  ['a path', 404, '..%2F..'],
  ['a character that Postgres does not take', 400, '%00'],
  ['an encoding that is none', 400, '%ff'],
  ['a very long number', 414, 'O'.repeat(2_001)],
])('there is no order under %s', async (_, status, orderId) => {
  expect(await api().call(`GET /orders/${orderId}`)).toMatchObject({ status, type: 'application/problem+json' });
});

test('with Postgres away orders are answered 503, and when to try again', async () => {
  const { address } = await refusing();
  const pool = createPool(`postgres://nobody:secret-password@${address}/nothing`, () => undefined);
  const away = await startApi({ database: createDatabase(pool), notifications: system().notifications });
  const calls = [
    away.call('POST /orders', course),
    away.call('GET /orders/O1'),
    away.call('POST /orders/O1/pay-records', { provider: 'alipay' }),
  ];
  for (const { status, type, body, headers } of await Promise.all(calls)) {
    expect({ status, type, detail: body.detail, retryAfter: headers['retry-after'] }).toEqual({
      status: 503,
      type: 'application/problem+json',
      detail: 'Postgres does not answer; try again',
      retryAfter: '5',
    });
  }
  expect(away.log.join()).not.toContain('secret-password');
  await away.app.close();
  await pool.end();
});
