import { NotificationRefused } from '../domain/errors.ts';
import type { JsonObject } from './json.ts';

// All of these take a path of names, `data.object.id`, and throw NotificationRefused that names the path, never the value.

/** Whatever stands there; undefined where there is nothing, or null. */
export function valueAt(json: JsonObject, path: string): unknown {
  let value: unknown = json;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value ?? undefined;
}

// Control characters and halves of a character: Postgres and Temporal cannot keep all of them.
const UNFIT = /[\p{Cc}\p{Cs}]/u;

/** A text of at most 200 characters; undefined where there is none, or an empty one. */
export function textAt(json: JsonObject, path: string): string | undefined {
  const value = valueAt(json, path);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || value.length > 200 || UNFIT.test(value))
    throw new NotificationRefused(400, `${path} is not an ordinary text`);
  return value;
}

export function requiredText(json: JsonObject, path: string): string {
  const value = textAt(json, path);
  if (value === undefined) throw new NotificationRefused(400, `${path} is missing`);
  return value;
}

/** A whole number of minor units, 0 or more. */
export function requiredMinor(json: JsonObject, path: string): number {
  const value = valueAt(json, path);
  if (value === undefined) throw new NotificationRefused(400, `${path} is missing`);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new NotificationRefused(400, `${path} is not a whole number of minor units`);
  return value;
}

/** Three letters, in upper case whatever the provider writes. */
export function requiredCurrency(json: JsonObject, path: string): string {
  const value = requiredText(json, path);
  if (!/^[A-Za-z]{3}$/.test(value)) throw new NotificationRefused(400, `${path} is not a currency`);
  return value.toUpperCase();
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** A time as RFC 3339 writes it, in UTC. */
export function requiredTime(json: JsonObject, path: string): string {
  const value = requiredText(json, path);
  return utc(RFC_3339.test(value) ? Date.parse(value) : Number.NaN, path);
}

/** A time in seconds since 1970, in UTC. */
export function requiredUnixTime(json: JsonObject, path: string): string {
  const value = valueAt(json, path);
  return utc(typeof value === 'number' && value >= 0 ? value * 1000 : Number.NaN, path);
}

const END_OF_9999 = 253_402_300_799_999;

function utc(milliseconds: number, path: string): string {
  if (!(milliseconds <= END_OF_9999)) throw new NotificationRefused(400, `${path} is not a time`);
  return new Date(milliseconds).toISOString();
}
