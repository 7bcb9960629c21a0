// The image's health check of a worker, which listens on no port: healthy is whose polls Temporal has seen of late.
//   node worker-polls.js <task queue>
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** A poll without work is held for a minute, and Temporal notes its beginning. */
const lateAfterSeconds = 150;

const [name] = process.argv.slice(2);
const { connectionOptions, namespace } = loadClientConnectConfig();
const connection = Connection.lazy(connectionOptions);

/** By default a worker's identity ends in its host's name, which is the container's. */
const isOurs = ({ identity }) => identity.endsWith(`@${hostname()}`);
const isRecent = ({ lastAccessTime }) => Date.now() / 1000 - Number(lastAccessTime.seconds) < lateAfterSeconds;

async function polls(taskQueueType) {
  const answer = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType });
  return answer.pollers.some((poller) => isOurs(poller) && isRecent(poller));
}

const [workflow, activity] = [1, 2];
const seen = await connection
  .withDeadline(Date.now() + 8000, () => Promise.all([polls(workflow), polls(activity)]))
  .catch((error) => {
    console.error(error.message);
    return [];
  });
process.exit(seen.includes(true) ? 0 : 1); // At once: a call that failed would be tried again.
