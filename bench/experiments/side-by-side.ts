import type { About } from '../results.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { attempt, experiment, isWanted, type Laboratory, withSystems } from './experiment.ts';
import type { ClosedLoop } from './measure.ts';
import { type Candidate, measureClosedLoop, measureOpenLoop, warmUp } from './measure.ts';

/** How many subscribers there are when payments come at a steady rate. */
const OPEN_LOOP_SUBSCRIBERS = 3;

/**
 * Every system with the same job, in turn, over and over: what disturbs one disturbs all. Numbers of subscribers that are not asked for
 * keep their figures.
 */
export async function sideBySide(laboratory: Laboratory): Promise<void> {
  const { options, results } = laboratory;
  const { inFlight, perSecond, openSeconds } = options;
  const isKept = ({ subscribers }: { subscribers: number }) => !options.subscribers.includes(subscribers);
  const kept = results.closedLoop?.measurements.filter(isKept) ?? [];
  results.closedLoop = experiment(`${inFlight} payments always under way, for some seconds`, kept);
  if (options.subscribers.includes(OPEN_LOOP_SUBSCRIBERS))
    results.openLoop = experiment(`${perSecond} payments a second, for ${openSeconds} s`);
  for (const subscribers of options.subscribers) await withSubscribers(laboratory, subscribers);
}

async function withSubscribers(laboratory: Laboratory, subscribers: number): Promise<void> {
  const { bench, options, save, results } = laboratory;
  const wanted = systems
    .filter(isWanted(options))
    .filter((system) => !system.openLoopOnly || subscribers === OPEN_LOOP_SUBSCRIBERS);
  await withSystems(laboratory, among(wanted, subscribers), async (candidates) => {
    const counts = await warmUpAll(laboratory, candidates);
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      for (const candidate of candidates) {
        const about = { system: candidate.name, subscribers, repetition };
        if (!candidate.system.openLoopOnly) await closed(laboratory, candidate, { about, payments: counts.get(candidate) ?? 0 });
        if (subscribers !== OPEN_LOOP_SUBSCRIBERS) continue;
        const seconds = options.openSeconds;
        const measure = async () => ({
          open: await measureOpenLoop(bench, candidate, { perSecond: options.perSecond, seconds }),
        });
        results.openLoop?.measurements.push(await attempt(laboratory, about, measure));
        save();
      }
    }
  });
}

export const among = (wanted: readonly System[], subscribers: number) =>
  wanted.map((system) => ({ system, subscribers: system.openLoopOnly ? 0 : subscribers }));

/** How many payments each can do in the time of a measurement; what fails here has none. */
export async function warmUpAll<Given extends Candidate>(laboratory: Laboratory, candidates: readonly Given[]) {
  const { bench, options } = laboratory;
  const counts = new Map<Given, number>();
  for (const candidate of candidates) {
    const about = { system: candidate.name, subscribers: candidate.subscribers, repetition: 0 };
    const warm = await attempt(laboratory, about, async () => ({ payments: await warmUp(bench, candidate, options) }));
    if ('payments' in warm) counts.set(candidate, warm.payments);
  }
  return counts;
}

type Closed = { about: About; payments: number };

async function closed(laboratory: Laboratory, candidate: Candidate, { about, payments }: Closed): Promise<void> {
  const { results, save } = laboratory;
  results.closedLoop?.measurements.push(await measureOne(laboratory, candidate, { about, payments }));
  save();
}

export async function measureOne(laboratory: Laboratory, candidate: Candidate, { about, payments }: Closed) {
  const { bench, options, say } = laboratory;
  const measured = await attempt<ClosedLoop>(laboratory, about, async () => {
    if (payments === 0) throw new Error('it did not even warm up');
    return measureClosedLoop(bench, candidate, { inFlight: options.inFlight, payments });
  });
  if ('load' in measured) say(inWords(about, measured));
  return measured;
}

const inWords = ({ system, subscribers, repetition }: About, { load, cost }: ClosedLoop): string =>
  `${subscribers} subscribers, ${repetition}: ${system.padEnd(18)} ${(load.payments / load.seconds).toFixed(1).padStart(6)} payments/s, ` +
  `${cost.cpuMsTotal.toFixed(1).padStart(6)} CPU-ms, ${cost.writeTransactions.toFixed(1).padStart(5)} writes`;
