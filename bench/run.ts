import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { askedToStop, whenAborted } from '../src/embedded/asked-to-stop.ts';
import { type Bench, startBench } from './bench.ts';
import { devServer } from './experiments/dev-server.ts';
import type { Laboratory } from './experiments/experiment.ts';
import { isolation } from './experiments/isolation.ts';
import { manySubscribers } from './experiments/many-subscribers.ts';
import { sideBySide } from './experiments/side-by-side.ts';
import { stored } from './experiments/stored.ts';
import { describeMachine, versionsOf } from './machine.ts';
import { type ExperimentName, readOptions } from './options.ts';
import { readResults, writeResults } from './results.ts';

const experiments: Record<ExperimentName, (laboratory: Laboratory) => Promise<void>> = {
  'side-by-side': sideBySide,
  isolation,
  stored,
  'many-subscribers': manySubscribers,
  'dev-server': devServer,
};

const options = readOptions();
const stop = askedToStop(process.env);
const machine = describeMachine();
const say = (line: string) => process.stderr.write(`${line}\n`);

if (process.platform !== 'linux') throw new Error('the bench reads /proc: it runs on Linux only');
const bench = await startBench({ profileFolder: options.profile });
try {
  await Promise.race([measure(bench), whenAborted(stop)]);
} finally {
  await bench.stop();
}
// What was asked to stop leaves loops behind that wait for servers that are gone.
process.exit(stop.aborted ? 1 : 0);

async function measure(bench: Bench): Promise<void> {
  mkdirSync(dirname(options.results), { recursive: true });
  const results = { ...readResults(options.results), machine, versions: await versionsOf(bench) };
  const save = () => writeResults(options.results, results);
  for (const name of options.experiments) {
    say(`${name}:`);
    await experiments[name]({ bench, options, results, save, say });
  }
  say(`The figures are in ${options.results}; npm run bench:report makes docs/performance.md of those in bench/results.`);
}
