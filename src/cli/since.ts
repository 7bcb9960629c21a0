import { InvalidArgumentError } from 'commander';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** A point in time as people write it: so long ago (`30m`, `1h`, `2d`), or a day or time of ISO 8601. For an option of commander. */
export function since(text: string): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const milliseconds = count && unit ? Date.now() - Number(count) * SECONDS[unit as keyof typeof SECONDS] * 1000 : timeOf(text);
  if (Number.isNaN(milliseconds))
    throw new InvalidArgumentError('Write 30m, 1h or 2d, or a day or time such as 2026-11-24 or 2026-11-24T06:00:00Z.');
  if (milliseconds > Date.now()) throw new InvalidArgumentError('That is still to come.');
  return new Date(milliseconds).toISOString();
}

// Without its zone a time would be another one on every machine.
const timeOf = (text: string): number => (ISO.test(text) ? Date.parse(text) : Number.NaN);
