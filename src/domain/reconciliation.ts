/**
 * What processes are there for: the results and held facts of payments, pay records that are not paid yet, and subscribers that
 * their guard has paused.
 */
export type ProcessKind = 'payments' | 'watches' | 'guards';

/** How far a reconciliation is; `started` are the processes that were gone, by kind. */
export type ReconciliationProgress = {
  state: 'running' | 'completed' | 'cancelled';
  /** What Postgres says must have a process. */
  looked: number;
  started: Record<ProcessKind, number>;
};
