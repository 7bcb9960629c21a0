/** One signal to every open payment that a query over Temporal's visibility finds. `by` and `reason` are kept. */
export type BatchRequest = { query: string; signal: { name: string; input: unknown }; by: string; reason: string };

/**
 * `waiting`: another batch operation of the namespace runs, or its own was just asked for. `failed` counts payments that could not
 * be signalled: they had ended meanwhile. The server counts by the thousand while it runs, and exactly at the end.
 */
export type BatchProgress = {
  state: 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled';
  total: number;
  completed: number;
  failed: number;
};
