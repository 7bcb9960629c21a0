import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';

const folder = new URL('./histories/', import.meta.url);
const workflowBundle = { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) };

const historyOf = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

// A replay that is meant to fail logs it.
const silent = new DefaultLogger('ERROR', () => undefined);
beforeAll(() => void Runtime.install({ logger: silent, telemetryOptions: { logging: { filter: 'OFF' } } }));

test.each(names)('today’s workflow code replays the history “%s”', async (name) => {
  await Worker.runReplayHistory({ workflowBundle }, historyOf(name));
});

test('a workflow whose commands come in another order does not replay', async () => {
  const workflowsPath = fileURLToPath(new URL('./reordered', import.meta.url));
  const reordered = await bundleWorkflowCode({ workflowsPath, logger: silent });
  const replayed = Worker.runReplayHistory({ workflowBundle: reordered }, historyOf('all-delivered'));
  await expect(replayed).rejects.toThrow(DeterminismViolationError);
  await expect(replayed).rejects.toThrow(/UpsertWorkflowSearchAttributes\w* does not handle .*ActivityTaskScheduled/);
});
