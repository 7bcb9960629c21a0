import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { setting } from './settings.ts';

/** A worker for each task queue, all in one process; WORKFLOWS says on which of them workflows run as well, if on any. */
const socket = connect(Number(setting('EFFECTS_PORT')), '127.0.0.1').setNoDelay(true);

const activities = {
  async nothing(subscriber: string, payNo: string): Promise<void> {
    socket.write(`${payNo} ${subscriber}\n`);
  },
};
export type FloorActivities = typeof activities;

const connection = await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') });
const base = { connection, namespace: setting('TEMPORAL_NAMESPACE'), activities };
const workflowsPath = fileURLToPath(new URL('../workflows/floor.ts', import.meta.url));
const workers = await Promise.all(
  setting('TASK_QUEUES')
    .split(',')
    .map((taskQueue) => Worker.create({ ...base, taskQueue, ...(taskQueue === setting('WORKFLOWS') && { workflowsPath }) })),
);
const running = workers.map((worker) => worker.run());
console.log('ready');
await Promise.all(running);
await connection.close();
process.exit();
