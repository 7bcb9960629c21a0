import { setTimeout as sleep } from 'node:timers/promises';
import { sum } from '../arithmetic.ts';
import type { Bench } from '../bench.ts';
import { closedLoop, type LoadFigures, openLoop, type Work } from '../load/loads.ts';
import { mapValues, read, readMemoryMib, together, type Usage, usageBetween, withoutIdle } from '../measure/cost.ts';
import type { Options } from '../options.ts';
import type { RunningSystem } from '../systems/system.ts';
import { untilQuiet } from './quiet.ts';

/** A system that is up, with so many subscribers. */
export type Candidate = { name: string; subscribers: number; running: RunningSystem };

/** What one payment costs; what the servers use while nothing is to be done is not in it. */
type CostPerPayment = {
  cpuMs: Record<string, number>;
  cpuMsTotal: number;
  writeTransactions: number;
  walKib: number;
  historyEvents: number | null;
};

export type ClosedLoop = {
  load: LoadFigures;
  cost: CostPerPayment;
  idleCpuMsPerSecond: number;
  memoryMib: Record<string, number>;
};

let made = 0;

/** New payments, ready to be paid. */
export async function prepare({ running }: Candidate, count: number, ending = ''): Promise<string[]> {
  const payNos = Array.from({ length: count }, () => `P${String(++made).padStart(8, '0')}${ending}`);
  await running.prepare(payNos);
  return payNos;
}

export const workOf = (bench: Bench, { running, subscribers }: Candidate, payNos: readonly string[]): Work => ({
  payNos,
  subscribers,
  pay: running.pay,
  effects: bench.effects,
});

/** After so many payments V8 has compiled what runs often. Of fewer, those that do many payments in a measurement would gain. */
const WARM_AFTER = 400;

type WarmUpOptions = Pick<Options, 'inFlight' | 'closedSeconds' | 'warmUpSeconds'>;

/** Warms the system up, and tells how many payments it completes in about the time of a measurement. */
export async function warmUp(bench: Bench, candidate: Candidate, { inFlight, closedSeconds, warmUpSeconds }: WarmUpOptions) {
  const least = 2 * inFlight;
  const complete = async (count: number) => {
    const { payments, seconds } = await closedLoop(workOf(bench, candidate, await prepare(candidate, count)), inFlight);
    return payments / seconds;
  };
  const cold = await complete(3 * inFlight);
  const warm = await complete(Math.max(least, Math.min(WARM_AFTER, Math.ceil(cold * warmUpSeconds))));
  return Math.max(least, Math.ceil(warm * closedSeconds));
}

export type ClosedLoopOptions = { inFlight: number; payments: number };

/** From rest to rest. */
export async function measureClosedLoop(bench: Bench, candidate: Candidate, options: ClosedLoopOptions): Promise<ClosedLoop> {
  const { running } = candidate;
  const payNos = await prepare(candidate, options.payments);
  const look = () => read(running.parts, bench.postgres.client);
  const { idle: idleBefore, reading: before } = await untilQuiet(look);
  const load = await closedLoop(workOf(bench, candidate, payNos), options.inFlight);
  const memoryMib = readMemoryMib(running.parts);
  await untilOver(running);
  const { idle: idleAfter, reading: after } = await untilQuiet(look);
  const idle = together(idleBefore, idleAfter);
  const usage = withoutIdle(usageBetween(before, after), idle);
  return {
    load,
    cost: await costPerPayment(candidate, payNos, usage),
    idleCpuMsPerSecond: sum(Object.values(idle.cpuMs)) / (idle.elapsedMs / 1000),
    memoryMib,
  };
}

export const measureOpenLoop = async (bench: Bench, candidate: Candidate, { perSecond, seconds }: OpenLoopOptions) =>
  openLoop(workOf(bench, candidate, await prepare(candidate, perSecond * seconds)), perSecond);

export type OpenLoopOptions = { perSecond: number; seconds: number };

/** After the last subscriber was told, a system still has to note it and to close what was open. */
export async function untilOver(running: RunningSystem): Promise<void> {
  while (!(await running.isOver())) await sleep(200);
}

async function costPerPayment({ running }: Candidate, payNos: readonly string[], usage: Usage): Promise<CostPerPayment> {
  const each = (total: number) => total / payNos.length;
  return {
    cpuMs: mapValues(usage.cpuMs, each),
    cpuMsTotal: each(sum(Object.values(usage.cpuMs))),
    writeTransactions: each(usage.writeTransactions),
    walKib: each(usage.walBytes) / 1024,
    historyEvents: await meanHistoryEvents(running, payNos.slice(-5)),
  };
}

async function meanHistoryEvents({ historyEvents }: RunningSystem, payNos: readonly string[]): Promise<number | null> {
  if (!historyEvents) return null;
  return sum(await Promise.all(payNos.map(historyEvents))) / payNos.length;
}
