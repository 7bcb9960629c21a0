import { storedSystems } from '../systems/index.ts';
import { experiment, type Laboratory, withSystems } from './experiment.ts';
import { measureOne, warmUpAll } from './side-by-side.ts';

const SUBSCRIBERS = 3;

/** Does a payment cost more when there are many already? */
export async function stored(laboratory: Laboratory): Promise<void> {
  const { options, results, save } = laboratory;
  results.stored = experiment(
    `${options.inFlight} payments always under way, ${SUBSCRIBERS} subscribers on task queues of their own`,
  );
  const wanted = storedSystems(options.storedPayments).map((given) => ({ ...given, subscribers: SUBSCRIBERS }));
  await withSystems(laboratory, wanted, async (candidates) => {
    const counts = await warmUpAll(laboratory, candidates);
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      for (const candidate of candidates) {
        const about = { system: candidate.name, subscribers: SUBSCRIBERS, repetition };
        const measured = await measureOne(laboratory, candidate, { about, payments: counts.get(candidate) ?? 0 });
        results.stored?.measurements.push({ ...measured, stored: candidate.stored });
        save();
      }
    }
  });
}
