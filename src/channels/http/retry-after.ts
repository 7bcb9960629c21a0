/** Seconds, or a date: how long from now. `undefined` where it is neither. */
export function retryAfterSecondsOf(header: string | undefined, now = Date.now()): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  // A date in HTTP begins with the name of the day; Date.parse would take much else for one.
  const date = /^[A-Z][a-z]+, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
