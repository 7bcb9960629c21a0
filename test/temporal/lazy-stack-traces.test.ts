import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { createWorker } from '../../src/temporal/worker.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();
const workflowsPath = fileURLToPath(new URL('../support/waiting/workflow.js', import.meta.url));

/** What the Web UI's tab Stack Trace shows, twice, and the same as data, of a workflow on a worker that is made so. */
async function tracesOn(create: typeof createWorker, taskQueue: string) {
  const { client, connection, namespace } = system();
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  const worker = await create({ connection, namespace, taskQueue, workflowBundle, activities: {} });
  return worker.runUntil(async () => {
    const handle = await client.workflow.start('waiting', { workflowId: taskQueue, taskQueue });
    try {
      const [inWords, again] = [await handle.query('__stack_trace'), await handle.query('__stack_trace')];
      return { inWords, again, asData: await handle.query('__enhanced_stack_trace') };
    } finally {
      await handle.terminate('the end of the test');
    }
  });
}

test('a stack trace made when somebody asks is the one that the SDK makes beforehand', async () => {
  const ours = await tracesOn(createWorker, 'ours');
  const theirs = await tracesOn((request) => Worker.create(request), 'theirs');
  expect(ours).toEqual(theirs);
  expect(ours.inWords).toMatch(/at sleeping .*workflow\.js:9/);
});
