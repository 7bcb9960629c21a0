import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ClosedLoop } from './experiments/measure.ts';
import type { LoadFigures, Percentiles } from './load/loads.ts';

/** One measurement of one system; `day` as 2026-11-27. `failed` says why there are no figures. */
export type Measured<Figures> = About & { day: string } & (Figures | { failed: string });

/** What is measured, for which time. */
export type About = { system: string; subscribers: number; repetition: number };

/** Payments that come at a steady rate. */
type OpenLoop = { open: LoadFigures };

/** `delivered`: of those that failed while the subscriber was down, how many it was told in the end. */
export type Isolation = { undisturbedMs: Percentiles; disturbedMs: Percentiles; failing: number; delivered: number };

/** An experiment and when it was made: each may be made again by itself. */
export type Experiment<Figures> = { measuredAt: string; conditions: string; measurements: Measured<Figures>[] };

export type Results = {
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  descriptions: Record<string, string>;
  skipped: Record<string, string>;
  closedLoop?: Experiment<ClosedLoop>;
  openLoop?: Experiment<OpenLoop>;
  devServer?: Experiment<ClosedLoop>;
  isolation?: Experiment<Isolation>;
  stored?: Experiment<ClosedLoop & { stored: number; storedWorkflows: number }>;
  manySubscribers?: Experiment<ClosedLoop>;
};

export const readResults = (file: string): Results =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { machine: {}, versions: {}, descriptions: {}, skipped: {} };

export const writeResults = (file: string, results: Results): void =>
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);

/** A thousandth of a millisecond is noise. */
const rounded = (_: string, value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);
