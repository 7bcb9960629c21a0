import type { Summary } from '../arithmetic.ts';
import type { Results } from '../results.ts';
import { acknowledgeP50, cpuMs, endToEndP50, figure, paymentsPerSecond, writes } from './figures.ts';
import { table } from './words.ts';

/** What this was built to reach. `ratio` is undefined where it was not measured. */
type Target = { what: string; ratio: number | undefined; atLeast?: number; atMost?: number };

const [QUEUES, PLAIN] = ['paynotify-queues', 'temporal-plain'];

/** Hosted subscribers, with the API and the worker apart and in one process. */
const [HOSTED, ONE] = ['paynotify-hosted', 'paynotify-one'];
const HOSTING = [
  { system: HOSTED, hosted: 'hosted' },
  { system: ONE, hosted: 'hosted in one process' },
];

function targetsOf(results: Results): Target[] {
  return [
    ...againstPlain(results),
    ...againstDbos(results),
    ...acknowledging(results),
    ...constant(results),
    ...isolated(results),
  ];
}

const ratio = (a: Summary | undefined, b: Summary | undefined): number | undefined => (a && b ? a.median / b.median : undefined);

function againstPlain({ closedLoop }: Results): Target[] {
  const of = (system: string, pick: typeof cpuMs) => figure(closedLoop, { system, subscribers: 3, pick });
  const against = (system: string, pick: typeof cpuMs) => ratio(of(system, pick), of(PLAIN, pick));
  return [
    { what: 'payments/s, own task queues : plain Temporal', ratio: against(QUEUES, paymentsPerSecond), atLeast: 2 },
    { what: 'CPU a payment, own task queues : plain Temporal', ratio: against(QUEUES, cpuMs), atMost: 0.5 },
    { what: 'write transactions, own task queues : plain Temporal', ratio: against(QUEUES, writes), atMost: 0.75 },
    ...HOSTING.flatMap(({ system, hosted }) => [
      { what: `payments/s, ${hosted} : plain Temporal`, ratio: against(system, paymentsPerSecond), atLeast: 4 },
      { what: `CPU a payment, ${hosted} : plain Temporal`, ratio: against(system, cpuMs), atMost: 0.25 },
    ]),
  ];
}

function againstDbos({ closedLoop, openLoop }: Results): Target[] {
  const cost = (system: string, subscribers: number) => figure(closedLoop, { system, subscribers, pick: cpuMs });
  const time = (system: string) => figure(openLoop, { system, pick: endToEndP50 });
  return [
    ...HOSTING.flatMap(({ system, hosted }) => [
      { what: `CPU a payment, ${hosted} : DBOS, S = 10`, ratio: ratio(cost(system, 10), cost('dbos', 10)), atMost: 1 },
      { what: `CPU a payment, ${hosted} : DBOS`, ratio: ratio(cost(system, 3), cost('dbos', 3)), atMost: 1.7 },
      { what: `end to end p50 at 10/s, ${hosted} : DBOS`, ratio: ratio(time(system), time('dbos')), atMost: 1.5 },
    ]),
    { what: 'end to end p50 at 10/s, own task queues : DBOS', ratio: ratio(time(QUEUES), time('dbos')), atMost: 3 },
  ];
}

function acknowledging({ openLoop }: Results): Target[] {
  const time = (system: string) => figure(openLoop, { system, pick: acknowledgeP50 });
  return [QUEUES, HOSTED, ONE].map((system) => ({
    what: `acknowledged p50 at 10/s, ${system} : a bare signal-with-start`,
    ratio: ratio(time(system), time('bare-signal')),
    atMost: 1.5,
  }));
}

/** What is constant, or linear, but for the noise. */
const CONSTANT = 1.15;

function constant({ stored, manySubscribers }: Results): Target[] {
  const at = (count: number) => figure(stored, { system: `paynotify-stored-${count}`, pick: cpuMs });
  const each = (system: string, subscribers: number) =>
    figure(manySubscribers, { system, subscribers, pick: (measured) => cpuMs(measured) / subscribers });
  return [
    { what: 'CPU a payment, 200,000 stored : 1,000 stored', ratio: ratio(at(200_000), at(1_000)), atMost: CONSTANT },
    ...[QUEUES, HOSTED].map((system) => ({
      what: `CPU a payment and subscriber, ${system}, 500 : 50 subscribers`,
      ratio: ratio(each(system, 500), each(system, 50)),
      atMost: CONSTANT,
    })),
  ];
}

function isolated({ isolation }: Results): Target[] {
  const of = (system: string) =>
    figure(isolation, { system, pick: ({ undisturbedMs, disturbedMs }) => disturbedMs.p99 / undisturbedMs.p99 });
  const told = (system: string) => figure(isolation, { system, pick: ({ failing, delivered }) => delivered / failing });
  return [QUEUES, HOSTED].flatMap((system) => [
    { what: `p99 of healthy payments, ${system}, one subscriber failing : undisturbed`, ratio: of(system)?.median, atMost: 1.5 },
    { what: `failing payments told in the end, ${system} : all of them`, ratio: told(system)?.least, atLeast: 1 },
  ]);
}

const isReached = ({ ratio, atLeast, atMost }: Target): boolean | undefined =>
  ratio === undefined
    ? undefined
    : ratio >= (atLeast ?? Number.NEGATIVE_INFINITY) && ratio <= (atMost ?? Number.POSITIVE_INFINITY);

export function targetsTable(results: Results): string {
  const words = new Map([
    [true, 'reached'],
    [false, '**not reached**'],
    [undefined, 'not measured'],
  ]);
  const rows = targetsOf(results).map((target) => [
    target.what,
    target.atLeast === undefined ? `at most ${target.atMost}` : `at least ${target.atLeast}`,
    target.ratio === undefined ? '–' : target.ratio.toFixed(2),
    words.get(isReached(target)) ?? '',
  ]);
  return table(['S = 3 unless said', 'target', 'measured', ''], rows);
}
