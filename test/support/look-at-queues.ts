import { Unavailable } from '../../src/domain/errors.ts';
import { lookAtQueues } from '../../src/temporal/queue-looks.ts';
import { createQueueWatches } from '../../src/temporal/queue-watches.ts';
import type { System } from './system.ts';

/** As the payments worker's process does, only more often. Resolves when it is told to stop. */
export const lookOften = ({ database, notifications, client }: System, gapMs: number, signal: AbortSignal): Promise<void> =>
  lookAtQueues(
    {
      listSubscribers: database.listSubscribers,
      taskQueues: notifications.taskQueues,
      queueWatches: createQueueWatches(client, gapMs),
      onError: (error) => {
        if (!(error instanceof Unavailable)) throw error; // too busy to answer within a second: the next look follows
      },
      lookIntervalMs: 100,
    },
    signal,
  );
