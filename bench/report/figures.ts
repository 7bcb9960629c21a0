import { type Summary, summarize } from '../arithmetic.ts';
import type { Experiment, Results } from '../results.ts';

type Wanted<Figures> = { system: string; subscribers?: number; pick: (figures: Figures) => number };

/** Over the repetitions; undefined where it was not measured. */
export function figure<Figures extends object>(
  experiment: Experiment<Figures> | undefined,
  { system, subscribers, pick }: Wanted<Figures>,
): Summary | undefined {
  const values = (experiment?.measurements ?? [])
    .filter((measured) => measured.system === system && (subscribers === undefined || measured.subscribers === subscribers))
    .flatMap((measured) => ('failed' in measured ? [] : pick(measured as Figures)))
    .filter(Number.isFinite);
  return values.length > 0 ? summarize(values) : undefined;
}

/** In the order in which they were measured. */
export const systemsOf = (experiment: Experiment<object> | undefined): string[] => [
  ...new Set((experiment?.measurements ?? []).map(({ system }) => system)),
];

/** Numbers of subscribers. */
export const countsOf = (experiment: Experiment<object> | undefined): number[] =>
  [...new Set((experiment?.measurements ?? []).map(({ subscribers }) => subscribers))].sort((a, b) => a - b);

/** How often each system was measured with so many subscribers. */
export const repetitionsOf = (experiment: Experiment<object> | undefined, subscribers: number): number =>
  Math.max(
    0,
    ...(experiment?.measurements ?? []).filter((one) => one.subscribers === subscribers).map(({ repetition }) => repetition),
  );

export const daysOf = (experiment: Experiment<object> | undefined, subscribers: number): string[] => [
  ...new Set((experiment?.measurements ?? []).flatMap((one) => (one.subscribers === subscribers ? one.day : []))),
];

type ClosedFigures = NonNullable<Results['closedLoop']> extends Experiment<infer Figures> ? Figures : never;
type OpenFigures = NonNullable<Results['openLoop']> extends Experiment<infer Figures> ? Figures : never;

export const paymentsPerSecond = ({ load }: ClosedFigures): number => load.payments / load.seconds;
export const cpuMs = ({ cost }: ClosedFigures): number => cost.cpuMsTotal;
export const writes = ({ cost }: ClosedFigures): number => cost.writeTransactions;
export const acknowledgeP50 = ({ open }: OpenFigures): number => open.acknowledgeMs.p50;
export const endToEndP50 = ({ open }: OpenFigures): number => open.endToEndMs.p50;
