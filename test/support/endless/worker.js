// A worker of ours, as a process, for a workflow that never gives way: node worker.js <address> <namespace> <task queue>
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, NativeConnection } from '@temporalio/worker';
import { createWorker } from '../../../dist/temporal/worker.js';

const [address, namespace, taskQueue] = process.argv.slice(2);
const workflowBundle = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('workflow.js', import.meta.url)) });
const connection = await NativeConnection.connect({ address });
const worker = await createWorker({ connection, namespace, taskQueue, workflowBundle, activities: {} });
await worker.run();
