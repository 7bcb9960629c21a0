import { activityInfo } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import type { Part } from '../stack-servers.ts';
import type { ApiClient } from './api-client.ts';

const failures = ['the ledger is being backed up', 'the ledger is still being backed up'];

/** What a second service does to be told: one call to the API, and a worker on a task queue of its own. */
export async function subscribeBookkeeping(api: ApiClient, temporalAddress: string): Promise<Part> {
  const subscriber = { name: 'bookkeeping', kind: 'activity', taskQueue: 'bookkeeping', retry: { initialIntervalSeconds: 1 } };
  const names = await api.get('/subscribers', z.array(z.object({ name: z.string() })));
  // It is there already where an earlier demo used the same database.
  if (!names.some(({ name }) => name === subscriber.name)) await api.post('/subscribers', subscriber, z.object({}));
  // Its failures are no news, and Ctrl-C is for the demo.
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const worker = await Worker.create({ connection, taskQueue: subscriber.taskQueue, activities: { onPaymentResult } });
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

/** Fails as often as there are reasons to. */
async function onPaymentResult(): Promise<void> {
  const failure = failures[activityInfo().attempt - 1];
  if (failure) throw new Error(failure);
}
