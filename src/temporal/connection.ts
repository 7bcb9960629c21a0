import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';

export type TemporalSettings = { namespace: string; connection: ConnectionOptions & NativeConnectionOptions };

/**
 * A client that connects when it is first used, so that the API starts, and answers, without Temporal.
 * Its calls keep `withDeadline`, which those over a worker's native connection do not.
 */
export function createClient({ namespace, connection }: TemporalSettings): Client {
  return new Client({ connection: Connection.lazy(connection), namespace });
}

/** The connection that a worker polls on. Fails when Temporal is not there. */
export const connectWorker = ({ connection }: TemporalSettings): Promise<NativeConnection> =>
  NativeConnection.connect(connection);
