import fc from 'fast-check';
import { formatMoney, hundredths, minorUnits, sameMoney } from '../../src/domain/money.ts';

describe('a decimal string as hundredths', () => {
  test.each([
    ['0', 0],
    ['0.00', 0],
    ['0.01', 1],
    ['88.8', 8880],
    ['88.80', 8880],
    ['88', 8800],
    ['0088.80', 8880],
    ['1.1', 110], // 1.1 * 100 is 110.00000000000001 as a float
    ['4.35', 435], // and 4.35 * 100 is 434.99999999999994
    ['999999999999.99', 99_999_999_999_999],
  ])('%s is %i', (decimal, expected) => expect(hundredths(decimal)).toBe(expected));

  test.each([
    '',
    ' ',
    '.5',
    '5.',
    '1.234',
    '-1',
    '+1',
    '1e2',
    '1,00',
    '١',
    '0x10',
    '88.80 ',
    ' 88.80',
    '88.80\n',
    'NaN',
    '1'.repeat(13),
  ])('%j is none', (text) => expect(hundredths(text)).toBeUndefined());

  test('every amount comes back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (amountMinor) => {
        const digits = String(amountMinor).padStart(3, '0');
        expect(hundredths(`${digits.slice(0, -2)}.${digits.slice(-2)}`)).toBe(amountMinor);
      }),
    );
  });

  test('whatever text it is, it is a whole number, exact and not negative, or none', () => {
    const almost = fc.stringMatching(/^[0-9]{0,14}[.,]?[0-9]{0,4}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        const amount = hundredths(text);
        return amount === undefined || (Number.isSafeInteger(amount) && amount >= 0);
      }),
    );
  });
});

describe('money for people', () => {
  test.each([
    ['CNY 88.80', { currency: 'CNY', amountMinor: 8880 }],
    ['CNY 0.05', { currency: 'CNY', amountMinor: 5 }],
    ['USD 1234567.00', { currency: 'USD', amountMinor: 123_456_700 }],
    ['JPY 8880', { currency: 'JPY', amountMinor: 8880 }],
  ])('is %s', (words, money) => expect(formatMoney(money)).toBe(words));

  test('is read again as the same amount, in every currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), fc.constantFrom('CNY', 'JPY', 'KRW'), (amountMinor, currency) => {
        const [said, decimal = ''] = formatMoney({ currency, amountMinor }).split(' ');
        expect({ said, amountMinor: minorUnits(decimal, currency) }).toEqual({ said: currency, amountMinor });
      }),
    );
  });
});

test.each([
  ['88', 'JPY', 88],
  ['88.00', 'JPY', 88],
  ['88.80', 'JPY', undefined],
  ['88.80', 'CNY', 8880],
  ['much', 'CNY', undefined],
])('%s of %s are %s minor units', (decimal, currency, expected) => expect(minorUnits(decimal, currency)).toBe(expected));

test('the same money is the same amount of the same currency', () => {
  const cny = { currency: 'CNY', amountMinor: 8880 };
  expect(sameMoney(cny, { ...cny })).toBe(true);
  expect(sameMoney(cny, { ...cny, amountMinor: 8881 })).toBe(false);
  expect(sameMoney(cny, { ...cny, currency: 'JPY' })).toBe(false);
});
