import type pg from 'pg';
import { sum } from '../arithmetic.ts';
import { type PostgresCounters, readPostgresCounters } from './postgres-counters.ts';
import { memoryKib, readProcesses, treesOf } from './process-trees.ts';

/** The first process of each part of a system; the processes that those start count with them. */
export type Parts = Readonly<Record<string, number[]>>;

/** What was used so far. */
export type Reading = PostgresCounters & { atMs: number; cpuMs: Record<string, number> };

/** What was used between two readings. */
export type Usage = Omit<Reading, 'atMs'> & { elapsedMs: number };

export async function read(parts: Parts, client: pg.Client): Promise<Reading> {
  const counters = await readPostgresCounters(client);
  const processes = readProcesses();
  const cpuMs = Object.fromEntries(
    Object.entries(parts).map(([part, roots]) => [part, sum(treesOf(roots, processes).map((process) => process.cpuMs))]),
  );
  return { ...counters, cpuMs, atMs: performance.now() };
}

export function usageBetween(before: Reading, after: Reading): Usage {
  return {
    elapsedMs: after.atMs - before.atMs,
    writeTransactions: after.writeTransactions - before.writeTransactions,
    walBytes: after.walBytes - before.walBytes,
    cpuMs: mapValues(after.cpuMs, (cpuMs, part) => cpuMs - (before.cpuMs[part] ?? 0)),
  };
}

/** What the same parts used in two stretches of time. */
export function together(one: Usage, other: Usage): Usage {
  return {
    elapsedMs: one.elapsedMs + other.elapsedMs,
    writeTransactions: one.writeTransactions + other.writeTransactions,
    walBytes: one.walBytes + other.walBytes,
    cpuMs: mapValues(one.cpuMs, (cpuMs, part) => cpuMs + (other.cpuMs[part] ?? 0)),
  };
}

/** Without what the same parts use in so much time while nothing is to be done. */
export function withoutIdle(usage: Usage, idle: Usage): Usage {
  const share = usage.elapsedMs / idle.elapsedMs;
  return {
    elapsedMs: usage.elapsedMs,
    writeTransactions: usage.writeTransactions - idle.writeTransactions * share,
    walBytes: usage.walBytes - idle.walBytes * share,
    cpuMs: mapValues(usage.cpuMs, (cpuMs, part) => cpuMs - (idle.cpuMs[part] ?? 0) * share),
  };
}

/** By part. */
export function readMemoryMib(parts: Parts): Record<string, number> {
  const processes = readProcesses();
  return mapValues(parts, (roots) => sum(treesOf(roots, processes).map(({ pid }) => memoryKib(pid))) / 1024);
}

export const mapValues = <Given, Made>(
  record: Readonly<Record<string, Given>>,
  make: (value: Given, key: string) => Made,
): Record<string, Made> => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value, key)]));
