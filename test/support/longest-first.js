import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import TestSequencer from '@jest/test-sequencer';

const testFolder = fileURLToPath(new URL('../', import.meta.url));

/** Those that take longer than half a minute, the longest first. A clean checkout knows no times, and Jest goes by the files' sizes. */
const LONGEST = [
  'workflows/many-waiting.test.ts',
  'e2e/postgres-away.test.ts',
  'e2e/demo.test.ts',
  'embedded/demo.test.ts',
  'e2e/crash.test.ts',
  'e2e/temporal-away.test.ts',
  'e2e/webhook-never-comes.test.ts',
  'workflows/subscriber-guard.test.ts',
  'e2e/temporal-lost.test.ts',
  'api/routes/subscriber-backfills.test.ts',
  'workflows/long-histories.test.ts',
  'console/browser.test.ts',
].map((file) => join(testFolder, file));

const rank = ({ path }) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length);

/** No worker is left alone in the end with a file that takes minutes. */
export default class LongestFirst extends TestSequencer {
  /** @throws where a file of the list is not there any more. */
  async sort(tests) {
    for (const file of LONGEST)
      if (!existsSync(file)) throw new Error(`${file} is not there: take it off test/support/longest-first.js`);
    return (await super.sort(tests)).sort((a, b) => rank(a) - rank(b));
  }
}
