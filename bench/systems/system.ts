import type { Bench } from '../bench.ts';
import type { Parts } from '../measure/cost.ts';

/** One way to do the job: take a payment's webhook, record it, and tell so many subscribers. */
export type System = {
  name: string;
  /** In one sentence, for the results. */
  description: string;
  /** Why it cannot run here; undefined where it can. */
  missing?: () => string | undefined;
  /** It is no way to do the job: only how long it takes to be answered is of interest. */
  openLoopOnly?: true;
  start(bench: Bench, subscribers: number): Promise<RunningSystem>;
};

export type RunningSystem = {
  /** By what they are: `api`, `worker`, `subscribers`, `temporal`, `postgres` … */
  parts: Parts;
  /** Orders that wait to be paid. */
  prepare(payNos: readonly string[]): Promise<void>;
  /** The webhook of a payment; resolves when it is answered. */
  pay(payNo: string): Promise<void>;
  /** Is everything over, also what comes after the last subscriber was told? */
  isOver(): Promise<boolean>;
  /** Of a payment's workflow; left out where there is none. */
  historyEvents?(payNo: string): Promise<number>;
  stop(): Promise<void>;
};
