import { sum } from '../arithmetic.ts';
import type { Results } from '../results.ts';
import { acknowledgeP50, countsOf, cpuMs, endToEndP50, figure, paymentsPerSecond, systemsOf, writes } from './figures.ts';
import { middle, spread, table } from './words.ts';

/** How many subscribers the tables of one number of them are about. */
const THREE = 3;

export function costTable({ closedLoop }: Results): string {
  const rows = systemsOf(closedLoop).map((system) => {
    const of = (pick: Parameters<typeof cost>[0]) => cost(pick);
    const cost = (pick: (measured: Parameters<typeof cpuMs>[0]) => number) =>
      figure(closedLoop, { system, subscribers: THREE, pick });
    return [
      system,
      spread(of(paymentsPerSecond)),
      spread(of(cpuMs)),
      middle(of(writes)),
      middle(of((measured) => measured.cost.walKib)),
      middle(of((measured) => measured.cost.historyEvents ?? Number.NaN)),
      middle(
        of((measured) => sum(Object.entries(measured.memoryMib).flatMap(([part, mib]) => (part === 'postgres' ? [] : mib)))),
      ),
    ];
  });
  const head = ['S = 3', 'payments/s', 'CPU-ms', 'write transactions', 'WAL KiB', 'history events', 'memory MiB'];
  return table(head, rows);
}

export function partsTable({ closedLoop }: Results): string {
  const parts = [
    ...new Set((closedLoop?.measurements ?? []).flatMap((one) => ('cost' in one ? Object.keys(one.cost.cpuMs) : []))),
  ];
  const rows = systemsOf(closedLoop).map((system) => [
    system,
    ...parts.map((part) =>
      middle(figure(closedLoop, { system, subscribers: THREE, pick: (measured) => measured.cost.cpuMs[part] ?? Number.NaN })),
    ),
  ]);
  return table(['CPU-ms, S = 3', ...parts], rows);
}

export function timesTable({ openLoop }: Results): string {
  const rows = systemsOf(openLoop).map((system) => {
    const of = (pick: typeof acknowledgeP50) => figure(openLoop, { system, pick });
    return [
      system,
      spread(of(acknowledgeP50)),
      middle(of(({ open }) => open.acknowledgeMs.p99)),
      system === 'bare-signal' ? '–' : spread(of(endToEndP50)),
      system === 'bare-signal' ? '–' : middle(of(({ open }) => open.endToEndMs.p99)),
    ];
  });
  return table(['S = 3, milliseconds', 'acknowledged, p50', 'p99', 'end to end, p50', 'p99'], rows);
}

export function subscribersTable({ closedLoop }: Results): string {
  const counts = countsOf(closedLoop);
  const rows = systemsOf(closedLoop).map((system) => [
    system,
    ...counts.map((subscribers) => middle(figure(closedLoop, { system, subscribers, pick: cpuMs }))),
    ...counts.map((subscribers) => middle(figure(closedLoop, { system, subscribers, pick: paymentsPerSecond }))),
  ]);
  const columns = (unit: string) => counts.map((count) => `${unit}, S = ${count}`);
  return table(['', ...columns('CPU-ms'), ...columns('payments/s')], rows);
}

export function isolationTable({ isolation }: Results): string {
  const rows = systemsOf(isolation).map((system) => {
    const runs = (isolation?.measurements ?? []).flatMap((one) => (one.system === system && 'failing' in one ? one : []));
    return [
      system,
      spread(figure(isolation, { system, pick: ({ undisturbedMs }) => undisturbedMs.p50 })),
      spread(figure(isolation, { system, pick: ({ disturbedMs }) => disturbedMs.p50 })),
      spread(figure(isolation, { system, pick: ({ undisturbedMs }) => undisturbedMs.p99 })),
      spread(figure(isolation, { system, pick: ({ disturbedMs }) => disturbedMs.p99 })),
      `${sum(runs.map(({ delivered }) => delivered))} of ${sum(runs.map(({ failing }) => failing))}`,
    ];
  });
  const head = [
    'healthy payments, ms',
    'p50 undisturbed',
    'p50 disturbed',
    'p99 undisturbed',
    'p99 disturbed',
    'failing ones told in the end',
  ];
  return table(head, rows);
}

export function storedTable({ stored }: Results): string {
  const rows = systemsOf(stored).map((system) => {
    return [
      middle(figure(stored, { system, pick: (measured) => measured.stored })),
      middle(figure(stored, { system, pick: (measured) => measured.storedWorkflows })),
      spread(figure(stored, { system, pick: cpuMs })),
      middle(figure(stored, { system, pick: (measured) => measured.cost.cpuMs['postgres'] ?? Number.NaN })),
      middle(figure(stored, { system, pick: paymentsPerSecond })),
    ];
  });
  return table(['payments stored before', 'of them in Temporal', 'CPU-ms a payment', 'of it Postgres', 'payments/s'], rows);
}

export function manyTable({ manySubscribers }: Results): string {
  const rows = systemsOf(manySubscribers).flatMap((system) =>
    countsOf(manySubscribers).map((subscribers) => {
      const of = (pick: typeof cpuMs) => figure(manySubscribers, { system, subscribers, pick });
      return [
        system,
        String(subscribers),
        spread(of(cpuMs)),
        middle(of((measured) => cpuMs(measured) / subscribers)),
        middle(of((measured) => measured.cost.historyEvents ?? Number.NaN)),
        middle(of((measured) => measured.load.endToEndMs.p50)),
      ];
    }),
  );
  const head = ['', 'subscribers', 'CPU-ms a payment', 'CPU-ms a subscriber', 'history events', 'end to end p50, ms'];
  return table(head, rows);
}

export function devServerTable({ devServer }: Results): string {
  const rows = systemsOf(devServer).map((system) => [
    system,
    spread(figure(devServer, { system, pick: paymentsPerSecond })),
    spread(figure(devServer, { system, pick: cpuMs })),
    middle(figure(devServer, { system, pick: (measured) => measured.load.endToEndMs.p50 })),
  ]);
  return table(['S = 3', 'payments/s', 'CPU-ms', 'end to end p50, ms'], rows);
}
