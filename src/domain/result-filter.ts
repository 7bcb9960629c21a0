import type { PaymentResult } from './payment-result.ts';

/** Judges the conditions that subscribers set on results. */
export type ResultFilter = {
  /** Why this is no condition, and where; null: it is one. */
  faultOf(expression: string): string | null;
  /** Does the condition take this result? One that fails while it is judged does: nobody misses a result by a slip. */
  takes(expression: string, result: PaymentResult): boolean;
};
