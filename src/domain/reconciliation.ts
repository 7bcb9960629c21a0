/** What processes are there for: the results and held facts of payments, and pay records that are not paid yet. */
export type ProcessKind = 'payments' | 'watches';

/** How far a reconciliation is; `started` are the processes that were gone, by kind. */
export type ReconciliationProgress = {
  state: 'running' | 'completed' | 'cancelled';
  /** What Postgres says must have a process. */
  looked: number;
  started: Record<ProcessKind, number>;
};
