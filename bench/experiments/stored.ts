import { closedLoop } from '../load/loads.ts';
import { storedSystems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { experiment, type Laboratory, withSystems } from './experiment.ts';
import { prepare, untilOver, workOf } from './measure.ts';
import { measureOne, warmUpAll } from './side-by-side.ts';

const SUBSCRIBERS = 3;
/** So many payments are prepared at once when Temporal's store is filled. */
const PORTION = 1_000;

/** Does a payment cost more when there are many already? */
export async function stored(laboratory: Laboratory): Promise<void> {
  const { options, results, save } = laboratory;
  results.stored = experiment(
    `${options.inFlight} payments always under way, ${SUBSCRIBERS} subscribers on task queues of their own`,
  );
  const wanted = storedSystems(options).map((given) => ({ ...given, subscribers: SUBSCRIBERS }));
  for (const { filler, storedWorkflows } of wanted) await liveThrough(laboratory, filler, storedWorkflows);
  await withSystems(laboratory, wanted, async (candidates) => {
    const counts = await warmUpAll(laboratory, candidates);
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      for (const candidate of candidates) {
        const { stored, storedWorkflows } = candidate;
        const about = { system: candidate.name, subscribers: SUBSCRIBERS, repetition };
        const measured = await measureOne(laboratory, candidate, { about, payments: counts.get(candidate) ?? 0 });
        results.stored?.measurements.push({ ...measured, stored, storedWorkflows });
        save();
      }
    }
  });
}

/** Temporal keeps whole histories, which only payments that really were made leave behind: here with one subscriber, for haste. */
async function liveThrough(laboratory: Laboratory, system: System, count: number): Promise<void> {
  const { bench, options, say } = laboratory;
  if (count === 0) return;
  await withSystems(laboratory, [{ system, subscribers: 1 }], async ([candidate]) => {
    if (!candidate) throw new Error(`${system.name} cannot be filled: ${laboratory.results.skipped[system.name]}`);
    for (let made = 0; made < count; made += PORTION) {
      const payNos = await prepare(candidate, Math.min(PORTION, count - made));
      await closedLoop(workOf(bench, candidate, payNos), options.inFlight);
      say(`${system.name}: ${made + payNos.length} of ${count} payments made`);
    }
    await untilOver(candidate.running);
  });
}
