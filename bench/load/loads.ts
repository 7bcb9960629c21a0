import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../arithmetic.ts';
import type { Effects } from './effects.ts';

/** What is asked of a system: so many subscribers are to hear of these payments. */
export type Work = { payNos: readonly string[]; subscribers: number; pay: (payNo: string) => Promise<void>; effects: Effects };

/** Milliseconds from the first byte of the webhook: until it is answered, and until the last subscriber's effect is committed. */
export type Times = { acknowledgedMs: number; toldMs: number };

export type LoadFigures = { payments: number; seconds: number; acknowledgeMs: Percentiles; endToEndMs: Percentiles };
export type Percentiles = { p50: number; p99: number };

/** A payment that takes longer than this has gone wrong. */
const LONGEST_MS = 120_000;

/** So many payments are always under way; the next one begins when one is over. */
export async function closedLoop(work: Work, inFlight: number): Promise<LoadFigures> {
  const startedAt = performance.now();
  const times: Times[] = [];
  const waiting = work.payNos.values();
  const payOneByOne = async () => {
    for (const payNo of waiting) times.push(await payAndWait(work, payNo));
  };
  await Promise.all(Array.from({ length: inFlight }, payOneByOne));
  return figures(times, performance.now() - startedAt);
}

/** So many payments begin each second, whether or not the earlier ones are over. */
export async function openLoop(work: Work, perSecond: number): Promise<LoadFigures> {
  const startedAt = performance.now();
  const under: Promise<Times>[] = [];
  for (const [index, payNo] of work.payNos.entries()) {
    await sleep(Math.max(0, startedAt + (index * 1000) / perSecond - performance.now()));
    under.push(payAndWait(work, payNo));
  }
  return figures(await Promise.all(under), performance.now() - startedAt);
}

export async function payAndWait({ pay, subscribers, effects }: Work, payNo: string): Promise<Times> {
  const told = effects.whenTold(payNo, subscribers);
  const startedAt = performance.now();
  await pay(payNo);
  const acknowledgedMs = performance.now() - startedAt;
  const toldAt = await within(told, () => `${payNo} was not told to all ${subscribers} within ${LONGEST_MS / 1000} s`);
  return { acknowledgedMs, toldMs: Math.max(toldAt - startedAt, acknowledgedMs) };
}

async function within<Value>(work: Promise<Value>, reason: () => string): Promise<Value> {
  const timer = new AbortController();
  const late = sleep(LONGEST_MS, undefined, { signal: timer.signal }).then(() => Promise.reject(new Error(reason())));
  late.catch(() => undefined); // it is aborted, as a rule
  return Promise.race([work, late]).finally(() => timer.abort());
}

const figures = (times: readonly Times[], elapsedMs: number): LoadFigures => ({
  payments: times.length,
  seconds: elapsedMs / 1000,
  acknowledgeMs: percentiles(times.map(({ acknowledgedMs }) => acknowledgedMs)),
  endToEndMs: percentiles(times.map(({ toldMs }) => toldMs)),
});

export const percentiles = (values: readonly number[]): Percentiles => ({
  p50: percentile(values, 50),
  p99: percentile(values, 99),
});
