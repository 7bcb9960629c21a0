import { Unavailable } from '../domain/errors.ts';

/** Null where who is asked does not answer. */
export async function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Unavailable) return null;
    throw error;
  }
}
