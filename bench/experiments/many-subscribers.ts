import { systems } from '../systems/index.ts';
import { experiment, isWanted, type Laboratory, withSystems } from './experiment.ts';
import { among, measureOne, warmUpAll } from './side-by-side.ts';

const MEASURED = ['paynotify-queues', 'paynotify-hosted'];
const IN_FLIGHT = 4;

/** Does a subscriber cost the same however many there are? */
export async function manySubscribers(laboratory: Laboratory): Promise<void> {
  const options = { ...laboratory.options, inFlight: IN_FLIGHT };
  const { results, save } = laboratory;
  results.manySubscribers = experiment(`${IN_FLIGHT} payments always under way`);
  const wanted = systems.filter(({ name }) => MEASURED.includes(name)).filter(isWanted(options));
  for (const subscribers of options.manySubscribers) {
    await withSystems(laboratory, among(wanted, subscribers), async (candidates) => {
      const counts = await warmUpAll({ ...laboratory, options }, candidates);
      for (let repetition = 1; repetition <= options.repetitions; repetition++) {
        for (const candidate of candidates) {
          const about = { system: candidate.name, subscribers, repetition };
          const payments = counts.get(candidate) ?? 0;
          results.manySubscribers?.measurements.push(
            await measureOne({ ...laboratory, options }, candidate, { about, payments }),
          );
          save();
        }
      }
    });
  }
}
