import { devSystems } from '../systems/index.ts';
import { experiment, isWanted, type Laboratory, withSystems } from './experiment.ts';
import { among, measureOne, warmUpAll } from './side-by-side.ts';

const SUBSCRIBERS = 3;

/** The same on the server of `npm run dev`, which is for development. */
export async function devServer(laboratory: Laboratory): Promise<void> {
  const { options, results, save } = laboratory;
  results.devServer = experiment(`${options.inFlight} payments always under way, ${SUBSCRIBERS} subscribers`);
  await withSystems(laboratory, among(devSystems.filter(isWanted(options)), SUBSCRIBERS), async (candidates) => {
    const counts = await warmUpAll(laboratory, candidates);
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      for (const candidate of candidates) {
        const about = { system: candidate.name, subscribers: SUBSCRIBERS, repetition };
        const payments = counts.get(candidate) ?? 0;
        results.devServer?.measurements.push(await measureOne(laboratory, candidate, { about, payments }));
        save();
      }
    }
  });
}
