import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
// Only its type: who is no worker, as the API, does without the SDK's native core.
import type { NativeConnectionOptions } from '@temporalio/worker';

export type TemporalSettings = { namespace: string; connection: ConnectionOptions & NativeConnectionOptions };

/**
 * A client that connects when it is first used, so that the API starts, and answers, without Temporal.
 * Its calls keep `withDeadline`, which those over a worker's native connection do not.
 */
export function createClient({ namespace, connection }: TemporalSettings): Client {
  return new Client({ connection: Connection.lazy({ ...connection, interceptors: [retryInTime] }), namespace });
}

/**
 * The client's own retries, without those that would only come after the deadline of the call: it ends before, and no timer
 * is left that would go off (and end the process) after the connection is closed.
 */
const retryInTime: NonNullable<ConnectionOptions['interceptors']>[number] = (options, nextCall) => {
  const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
  const deadline = Number(options.deadline ?? Number.POSITIVE_INFINITY);
  let delay = 0;
  const retry = makeGrpcRetryInterceptor({
    retryableDecider(attempt, status) {
      delay = delayFunction(attempt, status);
      return Date.now() + delay < deadline && retryableDecider(attempt, status);
    },
    delayFunction: () => delay,
  });
  return retry(options, nextCall);
};
