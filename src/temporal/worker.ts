import { NativeConnection, type Worker, type WorkerOptions } from '@temporalio/worker';
import type { TemporalSettings } from './connection.ts';
import { WatchedWorker } from './watched-worker.ts';

/** The connection that a worker polls on. Fails when Temporal is not there. */
export const connectWorker = ({ connection }: TemporalSettings): Promise<NativeConnection> =>
  NativeConnection.connect(connection);

/** A worker of one task queue. `workflowBundle` is left out where it runs activities only. */
export type WorkerRequest = {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  activities: object;
  workflowBundle?: { codePath: string } | { code: string };
  /** How much of it runs and waits at once, where it is not as usual. */
  limits?: Pick<WorkerOptions, 'maxConcurrentActivityTaskExecutions' | 'maxConcurrentActivityTaskPolls'>;
};

/** Above the longest attempt that runs here (30 s): a shutdown lets attempts end instead of burning them. */
const SHUTDOWN_GRACE = '35s';

export const createWorker = ({ workflowBundle, limits, ...request }: WorkerRequest): Promise<Worker> =>
  WatchedWorker.create({
    ...request,
    ...(workflowBundle && { workflowBundle }),
    shutdownGraceTime: SHUTDOWN_GRACE,
    maxConcurrentActivityTaskExecutions: 50,
    ...limits,
  });
