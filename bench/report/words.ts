import type { Summary } from '../arithmetic.ts';

/** With as many digits as mean something. */
export const number = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(value === 0 ? 0 : 1);
};

/** The median, and what it lies between. */
export const spread = (summary: Summary | undefined): string =>
  summary ? `${number(summary.median)} <sub>${number(summary.least)}–${number(summary.greatest)}</sub>` : '–';

export const middle = (summary: Summary | undefined): string => (summary ? number(summary.median) : '–');

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
