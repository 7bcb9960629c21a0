import { setTimeout as sleep } from 'node:timers/promises';
import { type Reading, type Usage, usageBetween } from '../measure/cost.ts';

const QUIET_SECONDS = 4;
/** Servers that rest write this much at most, all of them: their own heartbeats. */
const MOST_WRITES_A_SECOND = 15;
const PATIENCE_SECONDS = 40;

/**
 * Waits until nothing is written for some seconds: Temporal goes on cleaning up for a while after the last payment, and that belongs
 * to the payments before. `idle` is what was used in these seconds.
 */
export async function untilQuiet(look: () => Promise<Reading>): Promise<{ idle: Usage; reading: Reading }> {
  let readings = [await look()];
  for (let second = 1; second <= PATIENCE_SECONDS && readings.length <= QUIET_SECONDS; second++) {
    await sleep(1_000);
    const reading = await look();
    const written = reading.writeTransactions - (readings.at(-1)?.writeTransactions ?? 0);
    readings = written <= MOST_WRITES_A_SECOND ? [...readings, reading] : [reading];
  }
  const [first] = readings;
  const reading = readings.at(-1);
  if (!first || !reading || readings.length === 1) throw new Error(`Postgres was not at rest within ${PATIENCE_SECONDS} s`);
  return { idle: usageBetween(first, reading), reading };
}
