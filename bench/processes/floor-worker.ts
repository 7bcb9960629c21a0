import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { setting } from './settings.ts';

const socket = connect(Number(setting('EFFECTS_PORT')), '127.0.0.1').setNoDelay(true);

const activities = {
  async nothing(subscriber: string, payNo: string): Promise<void> {
    socket.write(`${payNo} ${subscriber}\n`);
  },
};
export type FloorActivities = typeof activities;

const connection = await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') });
const worker = await Worker.create({
  connection,
  namespace: setting('TEMPORAL_NAMESPACE'),
  taskQueue: 'floor',
  workflowsPath: fileURLToPath(new URL('../workflows/floor.ts', import.meta.url)),
  activities,
});
const running = worker.run();
console.log('ready');
await running;
await connection.close();
process.exit();
