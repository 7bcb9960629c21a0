/** An amount of money: `amountMinor` is a whole number of the currency's minor unit (fen, cents; yen have none). */
export type Money = { currency: string; amountMinor: number };

/** Are these the same amount of the same currency? */
export const sameMoney = (a: Money, b: Money): boolean => a.currency === b.currency && a.amountMinor === b.amountMinor;

/**
 * A decimal string with at most two decimals (`"88.8"`) as hundredths (`8880`), without going through a float.
 * `undefined` when it is not such a string.
 */
export function hundredths(decimal: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(decimal);
  if (!match?.[1]) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

const WITHOUT_DECIMALS = new Set(['JPY', 'KRW']);
const decimalsOf = (currency: string): number => (WITHOUT_DECIMALS.has(currency) ? 0 : 2);

/** What people write (`88.8`, and for yen `88`) as minor units of this currency; undefined when it is no such amount. */
export function minorUnits(decimal: string, currency: string): number | undefined {
  const inHundredths = hundredths(decimal);
  if (inHundredths === undefined || decimalsOf(currency) === 2) return inHundredths;
  return inHundredths % 100 === 0 ? inHundredths / 100 : undefined;
}

/** For people: `CNY 88.80`; the number of decimals is the currency's own. */
export function formatMoney({ currency, amountMinor }: Money): string {
  const decimals = decimalsOf(currency);
  return `${currency} ${(amountMinor / 10 ** decimals).toFixed(decimals)}`;
}
