import { setTimeout as sleep } from 'node:timers/promises';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Subscriber } from '../domain/subscription.ts';
import { DELIVER_TASK_QUEUE, deliverQueueOf } from '../domain/temporal-names.ts';
import { createWorker } from './worker.ts';

/** What the worker of one subscriber runs, and what is closed after it. */
export type Serving = { activity: (message: never) => Promise<void>; close: () => Promise<void> };

export type DeliverWorkersOptions = {
  connection: NativeConnection;
  namespace: string;
  /** All that there are at the moment. */
  listSubscribers: () => Promise<Subscriber[]>;
  /** Undefined for a subscriber that has a worker of its own. */
  serve: (subscriber: Subscriber) => Serving | undefined;
  /** Hears of what goes wrong; it is tried again at the next look. */
  onError: (err: unknown, subscriber?: string) => void;
  /** Between two looks at who has come and gone. */
  lookIntervalMs?: number;
  /** Attempts of one subscriber that run at once in this process. */
  slots?: number;
};

export type DeliverWorkers = {
  /** Resolves when the last attempt has ended after a stop, also one by SIGINT or SIGTERM. */
  ended: Promise<void>;
  stop: () => void;
};

const LOOK_INTERVAL_MS = 2000;
const SLOTS = 10;
/** Polls that are held at the server while there is nothing to do; with hundreds of subscribers they add up. */
const POLLS = 2;

/**
 * A worker for each subscriber that our own code delivers to, on a task queue of its own, as the registry has them. One that fails is
 * started again at the next look; while the registry cannot be read, those that run go on. Resolves after the first look.
 */
export async function startDeliverWorkers(options: DeliverWorkersOptions): Promise<DeliverWorkers> {
  const { onError, lookIntervalMs = LOOK_INTERVAL_MS } = options;
  const serving = createServings(options);
  const own = await startOwnWorker(options, serving.names);
  const stopping = new AbortController();
  const ownEnded = own.run().finally(() => stopping.abort());
  await serving.look().catch(onError);
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(lookIntervalMs, undefined, { signal: stopping.signal }).catch(() => undefined); // woken to stop
      if (!stopping.signal.aborted) await serving.look().catch(onError);
    }
    await serving.end();
    await ownEnded;
  })();
  return { ended, stop: () => shutDown(own) };
}

/** Its polls show that somebody delivers, also while there is nobody to deliver to; asked, it says to whom. Its end is everybody's. */
const startOwnWorker = ({ connection, namespace }: DeliverWorkersOptions, names: () => string[]): Promise<Worker> =>
  createWorker({ connection, namespace, taskQueue: DELIVER_TASK_QUEUE, activities: { servedSubscribers: async () => names() } });

/** The workers that there are. */
function createServings({ listSubscribers, onError, ...options }: DeliverWorkersOptions) {
  const workers = new Map<string, { name: string; worker: Worker; ended: Promise<void> }>();

  async function start(key: string, subscriber: Subscriber): Promise<void> {
    const started = await startWorker(options, subscriber);
    if (!started) return;
    const ended = started.ended.catch((err) => onError(err, subscriber.name)).finally(() => workers.delete(key));
    workers.set(key, { name: subscriber.name, worker: started.worker, ended });
  }

  /** Starts who has come since the last look, and lets go who has left. */
  async function look(): Promise<void> {
    const subscribers = new Map((await listSubscribers()).map((subscriber) => [keyOf(subscriber), subscriber]));
    for (const [key, { worker }] of workers) if (!subscribers.has(key)) shutDown(worker);
    const come = [...subscribers].filter(([key]) => !workers.has(key));
    await Promise.all(come.map(([key, subscriber]) => start(key, subscriber).catch((err) => onError(err, subscriber.name))));
  }

  async function end(): Promise<void> {
    for (const { worker } of workers.values()) shutDown(worker);
    await Promise.all([...workers.values()].map(({ ended }) => ended));
  }

  return { look, end, names: () => [...workers.values()].map(({ name }) => name) };
}

/** A subscriber that came again as another kind is another one. */
const keyOf = ({ name, kind }: Subscriber): string => `${kind}/${name}`;

type WorkerOptions = Pick<DeliverWorkersOptions, 'connection' | 'namespace' | 'serve' | 'slots'>;

async function startWorker({ connection, namespace, serve, slots = SLOTS }: WorkerOptions, subscriber: Subscriber) {
  const serving = serve(subscriber);
  if (!serving) return undefined;
  const { activity, close } = serving;
  const taskQueue = deliverQueueOf(subscriber.name);
  const activities = { [subscriber.activity]: activity };
  const limits = { maxConcurrentActivityTaskExecutions: slots, maxConcurrentActivityTaskPolls: Math.min(POLLS, slots) };
  try {
    const worker = await createWorker({ connection, namespace, taskQueue, activities, limits });
    return { worker, ended: worker.run().finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lets its attempts end; nothing where it does that already. */
function shutDown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
