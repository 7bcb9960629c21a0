import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { type Percentiles, payAndWait, percentiles, type Times } from '../load/loads.ts';
import type { Isolation } from '../results.ts';
import { systems } from '../systems/index.ts';
import { attempt, experiment, isWanted, type Laboratory, withSystems } from './experiment.ts';
import { type Candidate, prepare, warmUp, workOf } from './measure.ts';
import { among } from './side-by-side.ts';

const SUBSCRIBERS = 3;
/** One payment in twenty is one that the first subscriber fails. */
const EVERY = 20;
/** Whoever is not told of anything for so long will not be told any more. */
const PATIENCE_SECONDS = 75;

const COMPARED = ['paynotify-queues', 'paynotify-hosted', 'outbox-rabbitmq'];

/** What becomes of everybody else's payments while one subscriber fails some of them. Systems that are not asked for keep their figures. */
export async function isolation(laboratory: Laboratory): Promise<void> {
  const { bench, options, results, save, say } = laboratory;
  const { perSecond, isolationSeconds } = options;
  const wanted = systems.filter(({ name }) => COMPARED.includes(name)).filter(isWanted(options));
  const kept = results.isolation?.measurements.filter(({ system }) => !wanted.some(({ name }) => name === system)) ?? [];
  results.isolation = experiment<Isolation>(
    `${perSecond} payments a second for ${isolationSeconds} s, twice: undisturbed, and while the first of ${SUBSCRIBERS} subscribers fails 5 % of them`,
    kept,
  );
  await withSystems(laboratory, among(wanted, SUBSCRIBERS), async (candidates) => {
    for (const candidate of candidates) await warmUp(bench, candidate, options);
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      for (const candidate of candidates) {
        const about = { system: candidate.name, subscribers: SUBSCRIBERS, repetition };
        const measured = await attempt(laboratory, about, () => measureIsolation(laboratory, candidate));
        if ('failing' in measured) say(inWords(candidate.name, measured));
        results.isolation?.measurements.push(measured);
        save();
      }
    }
  });
}

async function measureIsolation({ bench, options }: Laboratory, candidate: Candidate): Promise<Isolation> {
  const count = options.perSecond * options.isolationSeconds;
  const undisturbed = await pay(bench, candidate, { count, perSecond: options.perSecond });
  writeFileSync(bench.failingFile, '');
  const disturbed = await pay(bench, candidate, { count, perSecond: options.perSecond }).finally(() => rmSync(bench.failingFile));
  const { failing } = disturbed;
  const delivered = await countDelivered(bench, failing);
  return { undisturbedMs: undisturbed.healthyMs, disturbedMs: disturbed.healthyMs, failing: failing.length, delivered };
}

type Paid = { healthyMs: Percentiles; failing: string[] };

/** Resolves when the healthy ones are told to everybody. */
async function pay(
  bench: Bench,
  candidate: Candidate,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<Paid> {
  const failing = await prepare(candidate, Math.floor(count / EVERY), 'F');
  const healthy = await prepare(candidate, count - failing.length);
  const work = workOf(bench, candidate, healthy);
  const startedAt = performance.now();
  const under: Promise<Times>[] = [];
  const sent: Promise<void>[] = [];
  const [nextFailing, nextHealthy] = [failing.values(), healthy.values()];
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, startedAt + (index * 1000) / perSecond - performance.now()));
    const isFailing = index % EVERY === EVERY - 1;
    const { value: payNo } = isFailing ? nextFailing.next() : nextHealthy.next();
    if (payNo === undefined) continue;
    if (!isFailing) under.push(payAndWait(work, payNo));
    else {
      void bench.effects.whenTold(payNo, candidate.subscribers);
      sent.push(candidate.running.pay(payNo));
    }
  }
  await Promise.all(sent);
  const times = await Promise.all(under);
  return { healthyMs: percentiles(times.map(({ toldMs }) => toldMs)), failing };
}

/** Of these, how many are told to everybody in the end. */
async function countDelivered({ effects }: Bench, payNos: readonly string[]): Promise<number> {
  const isUntold = new Set(payNos);
  const look = () => effects.untold().filter((payNo) => isUntold.has(payNo)).length;
  let [untold, since] = [look(), Date.now()];
  while (untold > 0 && Date.now() - since < PATIENCE_SECONDS * 1000) {
    await sleep(500);
    if (look() < untold) [untold, since] = [look(), Date.now()];
  }
  effects.forget();
  return payNos.length - untold;
}

const inWords = (system: string, { undisturbedMs, disturbedMs, failing, delivered }: Isolation): string =>
  `${system}: p99 ${undisturbedMs.p99.toFixed(0)} ms undisturbed, ${disturbedMs.p99.toFixed(0)} ms beside the failing ones, ` +
  `${delivered} of ${failing} of which were told in the end`;
