import { z } from 'zod';
import type { PageKey } from '../db/payment-pages.ts';

/** What was given as a cursor is none, or that of another list. */
class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly statusCode = 400;
  constructor() {
    super('this cursor is not one of this list; begin without one');
  }
}

const inPostgres = z.tuple([z.literal('p'), z.iso.datetime(), z.string().regex(/^[^\p{Cc}\p{Cs}]+$/u)]);
// Temporal's page token is JSON, whichever store it has: anything else it would call a fault of its own, and be asked again.
const inTemporal = z.tuple([
  z.literal('t'),
  z.base64().refine((token) => parse(Buffer.from(token, 'base64').toString()) !== undefined),
]);

/** Where the next page begins, for whoever asks for it: opaque to him. */
export const postgresCursor = ({ at, payNo }: PageKey): string => encode(['p', at, payNo]);
export const temporalCursor = (pageToken: Uint8Array): string => encode(['t', Buffer.from(pageToken).toString('base64')]);

/** @throws InvalidCursor */
export function readPostgresCursor(cursor: string | null): PageKey | null {
  if (cursor === null) return null;
  const [, at, payNo] = decode(cursor, inPostgres);
  return { at, payNo };
}

/** @throws InvalidCursor */
export function readTemporalCursor(cursor: string | null): Uint8Array | null {
  if (cursor === null) return null;
  const [, pageToken] = decode(cursor, inTemporal);
  return Buffer.from(pageToken, 'base64');
}

const encode = (place: string[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function decode<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  const place = schema.safeParse(parse(Buffer.from(cursor, 'base64url').toString()));
  if (!place.success) throw new InvalidCursor();
  return place.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which is no place in any list
  }
}
