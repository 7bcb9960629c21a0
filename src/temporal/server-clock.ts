import { setTimeout } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto'; // CommonJS whose names Node does not see
import { createWithin } from './deadline.ts';

const { TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;

/** The server refuses shorter polls. It is ended as soon as it was noted. */
const POLL_MS = 5_000;
const LOOK_MS = 2_000;
const LOOK_AGAIN_MS = 25;
const [CANCELLED, DEADLINE_EXCEEDED] = [1, 4]; // gRPC's status codes

type Reading = { before: Date; said: Date; after: Date };

/**
 * What time it is on the server. It answers no such question; but it notes when a worker begins to poll a queue, so one is polled that
 * nothing else uses. Undefined where that does not show in time. The server must be up: a poll would wait for it.
 */
export async function readServerClock(client: Client): Promise<Reading | undefined> {
  const taskQueue = `clock/${crypto.randomUUID()}`;
  const polling = new AbortController();
  const before = new Date();
  const poll = pollOnce(client, taskQueue, polling.signal);
  const noted = findPoll(client, taskQueue);
  const said = await Promise.race([poll, noted]).finally(() => polling.abort());
  await poll;
  return said && { before, said, after: new Date() };
}

/** Resolves when the poll ends. There is nothing to get. */
async function pollOnce(client: Client, taskQueue: string, abort: AbortSignal): Promise<undefined> {
  const { namespace } = client.options;
  const request = { namespace, taskQueue: { name: taskQueue }, identity: 'paynotify doctor' };
  const poll = () => client.workflowService.pollActivityTaskQueue(request);
  const within = () => client.withDeadline(Date.now() + POLL_MS, poll);
  await client.connection.withAbortSignal(abort, within).catch((error: unknown) => {
    const isEnd = isGrpcServiceError(error) && (error.code === CANCELLED || error.code === DEADLINE_EXCEEDED);
    if (!isEnd) throw error;
  });
}

/** When the server saw the poll begin. */
async function findPoll(client: Client, taskQueue: string): Promise<Date | undefined> {
  const within = createWithin(client, LOOK_MS);
  const request = {
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
  };
  for (const deadline = Date.now() + LOOK_MS; Date.now() < deadline; await setTimeout(LOOK_AGAIN_MS)) {
    const { pollers } = await within(() => client.workflowService.describeTaskQueue(request));
    const { seconds, nanos } = pollers[0]?.lastAccessTime ?? {};
    if (seconds) return new Date(Number(seconds) * 1000 + (nanos ?? 0) / 1e6);
  }
  return undefined;
}
