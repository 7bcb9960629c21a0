import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { Unavailable } from '../domain/errors.ts';

// The provider waits 5 s or less; a webhook that cannot be kept is answered before that.
const DEADLINE_MS = 3_000;

/** Runs a call of the client. @throws Unavailable when Temporal does not answer within 3 s, or the deadline that was given. */
export type Within = <Result>(call: () => Promise<Result>) => Promise<Result>;

export const createWithin =
  (client: Client, deadlineMs = DEADLINE_MS): Within =>
  async (call) => {
    try {
      return await noLaterThan(deadlineMs, client.withDeadline(Date.now() + deadlineMs, call));
    } catch (error) {
      if (error instanceof ServiceError || isGrpcServiceError(error)) throw new Unavailable('Temporal', error);
      throw error;
    }
  };

/** The client's own deadline bounds each of its tries, not the waits between them: together they came to 5.7 s. */
async function noLaterThan<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('Temporal', `no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
