import { createFilter, type FilterFailure } from '../../src/activities/filter.ts';
import type { PaymentResult } from '../../src/domain/payment-result.ts';

const result: PaymentResult = {
  ...{ messageType: 'payresult_notify', resultId: 'paid', result: 'paid', payNo: 'P1', orderId: 'O1', orderType: '60201' },
  ...{ outBusinessId: 'choose-1', userId: 'student-1', provider: 'alipay', transactionId: 'T1', refundedMinor: 0 },
  ...{ amount: { currency: 'CNY', amountMinor: 8880 }, occurredAt: '2026-11-23T06:00:00.000Z' },
};

describe('a filter takes a result', () => {
  test.each<[boolean, string]>([
    [true, 'amount.amountMinor >= 8880 && provider == "alipay"'],
    [false, 'amount.amountMinor > 8880 && provider == "alipay"'],
    [true, 'amount.amountMinor > 88.5'],
    [true, 'amount.currency in ["CNY", "HKD"]'],
    [false, '!(provider in ["alipay", "wechatpay"])'],
    [true, 'result == "paid" || refundedMinor > 0'],
    [true, 'userId.startsWith("student-") && !outBusinessId.contains("test")'],
    [false, 'orderType.endsWith("2")'],
    [true, 'occurredAt >= "2026-11-23"'],
    [true, 'amount.amountMinor * 2 == 17760 ? true : false'],
    [true, 'true'],
    [false, 'resultId != "paid"'],
  ])('%s: %s', (isTaken, expression) => {
    const filter = createFilter();
    expect(filter.faultOf(expression)).toBeNull();
    expect(filter.takes(expression, result)).toBe(isTaken);
  });

  test('also where an amount is more than 32 bits hold', () => {
    const dear = { ...result, amount: { currency: 'CNY', amountMinor: 1_000_000_000_000 } };
    expect(createFilter().takes('amount.amountMinor > 999999999999', dear)).toBe(true);
  });
});

describe('what is no filter is told where and why:', () => {
  test.each([
    ['', /^unexpected token: EOF \(at character 1\)/],
    ['provider = "alipay"', /at character 10/],
    ['provider ==', /^unexpected token: EOF \(at character 12\)/],
    ['colour == "red"', /^unknown variable: colour \(at character 1\)/],
    ['amount.major > 1', /^no such key: major \(at character 8\)/],
    ['amount.amountMinor == "8880"', /^no such overload: int == string/],
    ['provider', /^is a string: it must be true or false/],
    ['amount', /it must be true or false/],
    ['provider.constructor == "x"', /^cannot index type 'string'/],
    ['amount.__proto__ == "x"', /^no such key: __proto__/],
    ['process.exit()', /^unknown variable: process/],
    ['payNo.matches("(a+)+$")', /^has no matches\(\): there are startsWith, endsWith, contains \(at character 1\)/],
    ['[payNo].all(x, x == "P1")', /^has no all\(\)/],
    ['provider == "a" || (result == "b" && size(payNo) > 1)', /^has no size\(\).*\(at character 38\)/],
    ['dyn(provider) == 1', /^has no dyn\(\)/],
    ['timestamp(occurredAt) > timestamp("2026-01-01T00:00:00Z")', /^has no timestamp\(\)/],
  ])('%s', (expression, fault) => expect(createFilter().faultOf(expression)).toMatch(fault));
});

test.each([
  ['of more than 200 parts', `${'!'.repeat(300)}true`, /maxAstNodes \(200\)/],
  ['of 60 levels', `${'('.repeat(60)}true${')'.repeat(60)}`, /maxDepth \(40\)/],
  ['with a list of 101', `payNo in [${'"P1", '.repeat(100)}"P1"]`, /maxListElements \(100\)/],
])('a filter %s is refused: what it costs is bounded', (_, expression, fault) => {
  expect(createFilter().faultOf(expression)).toMatch(fault);
});

test('a filter that fails on a result takes it, and the failure is told', () => {
  const failures: FilterFailure[] = [];
  const filter = createFilter({ onFailure: (failure) => void failures.push(failure) });
  for (const expression of ['100 / refundedMinor > 1', 'amount.amountMinor * 9223372036854775807 > 0', 'matches is not CEL']) {
    expect(filter.takes(expression, result)).toBe(true);
  }
  expect(failures).toMatchObject([
    { filter: '100 / refundedMinor > 1', payNo: 'P1', resultId: 'paid', reason: expect.stringContaining('zero') },
    { reason: expect.stringContaining('overflow') },
    { reason: expect.any(String) },
  ]);
});
