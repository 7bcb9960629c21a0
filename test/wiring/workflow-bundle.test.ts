import { readFileSync } from 'node:fs';
import { PAYMENTS_TASK_QUEUE } from '../../src/domain/temporal-names.ts';
import { createWorker } from '../../src/temporal/worker.ts';
import { workflowBundleOf } from '../../src/wiring/workflow-bundle.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

test.each([true, false])('payments are told, with stack traces of workflows: %s', async (workflowStackTraces) => {
  await system().stopPaymentsWorkers();
  const { connection, namespace, activities } = system();
  const workflowBundle = workflowBundleOf({ workflowStackTraces });
  const worker = await createWorker({ connection, namespace, taskQueue: PAYMENTS_TASK_QUEUE, workflowBundle, activities });
  await worker.runUntil(async () => {
    const scene = createScene(system());
    await scene.subscribe(`told-${workflowStackTraces}`);
    const { handle } = await scene.pay();
    expect(await handle.result()).toMatchObject({ delivered: [`told-${workflowStackTraces}: paid`] });
  });
});

test('without them the bundle is the same, but for one line', () => {
  const { code } = workflowBundleOf({ workflowStackTraces: false }) as { code: string };
  expect(code).toBe(`Error.stackTraceLimit = 0;\n${readFileSync('dist/workflow-bundle.js', 'utf8')}`);
});
