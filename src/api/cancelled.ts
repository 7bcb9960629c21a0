import { z } from 'zod';
import { NotFound, Refused } from '../domain/errors.ts';

/** What was asked for: it ends at its next step. */
export const cancelAccepted = z.literal('cancel');

/**
 * What a job's `cancel` has answered. @param what the job, as people call it.
 * @throws NotFound where there is none, Refused where it has ended.
 */
export function requireCancelled(isCancelled: boolean | undefined, what: string): void {
  if (isCancelled === undefined) throw new NotFound(`there is no ${what}`);
  if (!isCancelled) throw new Refused(`${what} has ended`);
}
