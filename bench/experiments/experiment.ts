import type { Bench } from '../bench.ts';
import type { Options } from '../options.ts';
import type { About, Experiment, Measured, Results } from '../results.ts';
import type { System } from '../systems/system.ts';
import type { Candidate } from './measure.ts';

/** What an experiment works with. `save` keeps what there is so far: a run of hours may be cut short. */
export type Laboratory = { bench: Bench; options: Options; results: Results; save: () => void; say: (line: string) => void };

type Wanted = { system: System; subscribers: number };

/**
 * Starts these systems, and stops them when the work is done or has failed. One that cannot run here, or does not start, is left
 * out, and it is said why.
 */
export async function withSystems<Given extends Wanted>(
  { bench, results, say }: Laboratory,
  wanted: readonly Given[],
  work: (candidates: (Given & Candidate)[]) => Promise<void>,
): Promise<void> {
  const candidates: (Given & Candidate)[] = [];
  try {
    for (const given of wanted) {
      const { name, description } = given.system;
      delete results.skipped[name];
      const skipped = given.system.missing?.() ?? (await start(given));
      if (skipped) {
        results.skipped[name] = skipped;
        say(`${name} is left out: ${skipped}`);
      } else results.descriptions[name] = description;
    }
    await work(candidates);
  } finally {
    for (const { running } of candidates) await running.stop();
  }

  async function start(given: Given): Promise<string | undefined> {
    try {
      const running = await given.system.start(bench, given.subscribers);
      candidates.push({ ...given, name: given.system.name, running });
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }
}

/** A measurement that fails is one without figures: the others go on. */
export async function attempt<Figures>(
  { say }: Laboratory,
  about: About,
  measure: () => Promise<Figures>,
): Promise<Measured<Figures>> {
  const day = new Date().toISOString().slice(0, 10);
  try {
    return { ...about, day, ...(await measure()) };
  } catch (error) {
    const failed = reasonOf(error);
    say(`${about.system}, ${about.subscribers} subscribers, failed: ${failed}`);
    return { ...about, day, failed };
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @param kept measurements of an earlier run that this one does not make anew. */
export const experiment = <Figures>(conditions: string, kept: Measured<Figures>[] = []): Experiment<Figures> => ({
  measuredAt: new Date().toISOString(),
  conditions,
  measurements: kept,
});

export const isWanted =
  ({ only }: Options) =>
  ({ name }: System): boolean =>
    only?.includes(name) ?? true;
