import { type Finding, fail, ok, warn } from './finding.ts';

/** What a clock elsewhere said, and ours right before and right after. */
export type ClockReading = { before: Date; said: Date; after: Date };

const NOTED_SECONDS = 2;
/** Providers refuse what seems older than five minutes, and Temporal's timers are those of its own clock. */
const HARMFUL_SECONDS = 60;

/** Is that clock this machine's? `coarseness`: how coarse it is told. */
export function compareClocks(whose: string, reading: ClockReading, coarsenessSeconds = 0): Finding {
  const check = `clock of ${whose}`;
  const skew = skewSeconds(reading, coarsenessSeconds);
  const size = Math.abs(skew);
  if (size < NOTED_SECONDS) return ok(check, 'is the same as here');
  const says = `is ${size.toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`;
  return (size < HARMFUL_SECONDS ? warn : fail)(check, says, 'set both clocks by NTP');
}

/** Anything it may have said between the two moments is no skew. */
function skewSeconds({ before, said, after }: ClockReading, coarsenessSeconds: number): number {
  const ahead = (said.getTime() - after.getTime()) / 1000;
  const behind = (before.getTime() - said.getTime()) / 1000 - coarsenessSeconds;
  if (ahead > 0) return ahead;
  return behind > 0 ? -behind : 0;
}
