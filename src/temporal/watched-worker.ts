import { fileURLToPath } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';
import { type Logger, Worker } from '@temporalio/worker';
import type { CompiledWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import type { WorkflowCreateOptions, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { ThreadedVMWorkflowCreator, WorkerThreadClient } from '@temporalio/worker/lib/workflow/threaded-vm.js';
import type { WorkflowBundleWithSourceMapAndFilename } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';

/** So long workflow code may run without giving way. The SDK's own limit is 5 s. */
const LONGEST_SECONDS = 10;

/** Compiled, also where this file is not: Node runs nothing else in a thread. */
const threadFile = fileURLToPath(new URL('../../dist/temporal/workflow-thread.js', import.meta.url));

/**
 * The SDK's worker, whose thread for workflow code takes less time. It ends its process, with a log line `workflow.stuck` and exit code
 * 1, when workflow code does not give way. The SDK's own way, `isolateExecutionTimeout`, starts and joins a thread at each entry into a
 * workflow, about thirty times a payment, and takes longer than the entry itself:
 * https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options (`timeout`). Here one timer looks after all of them.
 */
export class WatchedWorker extends Worker {
  protected static override async createWorkflowCreator(
    bundle: WorkflowBundleWithSourceMapAndFilename,
    options: CompiledWorkerOptions,
    logger: Logger,
  ): Promise<WorkflowCreator> {
    const thread = new WorkerThreadClient(new Thread(threadFile), logger);
    await thread.send({
      type: 'init',
      workflowBundle: bundle,
      isolateExecutionTimeoutMs: undefined as unknown as number, // Node's vm takes it as: none
      reuseV8Context: true,
      registeredActivityNames: new Set(options.activities.keys()),
      hasPatchActivationCallback: false,
    });
    return watch(new ThreadedVMWorkflowCreator([thread]), (workflowId) => {
      logger.error('workflow.stuck', { workflowId, seconds: LONGEST_SECONDS });
      process.exit(1); // its thread cannot be reached: whoever keeps this process running starts it anew
    });
  }
}

/** Counts whole seconds in which the workflows' thread answered nothing though it was asked: a machine that slept counts as one. */
function watch(creator: WorkflowCreator, onStuck: (workflowId: string) => void): WorkflowCreator {
  const underWay = new Set<{ workflowId: string }>();
  let secondsStill = 0;
  const clock = setInterval(() => {
    const [first] = underWay;
    secondsStill = first ? secondsStill + 1 : 0;
    if (first && secondsStill >= LONGEST_SECONDS) onStuck(first.workflowId);
  }, 1000);
  clock.unref();

  async function createWorkflow(options: WorkflowCreateOptions) {
    const workflow = await creator.createWorkflow(options);
    return {
      async activate(activation: Parameters<typeof workflow.activate>[0]) {
        const one = { workflowId: options.info.workflowId };
        underWay.add(one);
        try {
          return await workflow.activate(activation);
        } finally {
          underWay.delete(one);
          secondsStill = 0;
        }
      },
      getAndResetSinkCalls: () => workflow.getAndResetSinkCalls(),
      dispose: () => workflow.dispose(),
    };
  }

  return {
    createWorkflow,
    destroy() {
      clearInterval(clock);
      return creator.destroy();
    },
  };
}
