import { type Html, html } from '../html.ts';

/** A moment, in UTC; the console's script shows it in the reader's own time zone. */
export const time = (iso: string): Html => html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** A moment to come, as "in 32 seconds"; the console's script counts it down. */
export function countdown(iso: string, language: string): Html {
  const seconds = Math.max(0, Math.round((Date.parse(iso) - Date.now()) / 1000));
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  const words = new Intl.RelativeTimeFormat(language).format(Math.round(seconds / size), unit);
  return html`<time datetime="${iso}" data-relative>${words}</time>`;
}

/** How long something took, as `84 ms` or `2.4 s`. */
export function duration(startedAt: string, endedAt: string): string {
  return milliseconds(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)));
}

export const milliseconds = (count: number): string => (count < 1_000 ? `${count} ms` : `${(count / 1_000).toFixed(1)} s`);
