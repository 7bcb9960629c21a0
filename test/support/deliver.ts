import { createServe, type DeliverDependencies } from '../../src/activities/deliver.ts';
import { createPauseSubscriber } from '../../src/activities/pause-subscriber.ts';
import { createWatchFailures } from '../../src/activities/watch-failures.ts';
import { parseNetwork } from '../../src/channels/http/networks.ts';
import { createChannels } from '../../src/channels/index.ts';
import type { Subscriber } from '../../src/domain/subscription.ts';
import { deliverQueueOf } from '../../src/domain/temporal-names.ts';
import { createSecretBox, type SecretBox } from '../../src/secrets/secret-box.ts';
import { createBatches } from '../../src/temporal/batches.ts';
import { type DeliverWorkers, startDeliverWorkers } from '../../src/temporal/deliver-workers.ts';
import { createOperatorEvents } from '../../src/temporal/operator-events.ts';
import { createSubscriberGuards } from '../../src/temporal/subscriber-guards.ts';
import type { Scene } from './scene.ts';
import type { System } from './system.ts';

export const secretBox = createSecretBox('the key of the tests, which is none of anybody');

/** Our own code that delivers, as the worker has it; it may call this machine. Stopped by whoever started it. */
export function startDelivering(
  { database, client, connection, namespace }: System,
  changes: Partial<DeliverDependencies> & { onError?: (err: unknown) => void } = {},
): Promise<DeliverWorkers> {
  const pause = createPauseSubscriber({ database, operatorEvents: createOperatorEvents(client), batches: createBatches(client) });
  const watchFailures = createWatchFailures({ database, guards: createSubscriberGuards(client) });
  const channels = createChannels({ userAgent: 'paynotify/test', allowedNetworks: [parseNetwork('127.0.0.0/8')] });
  return startDeliverWorkers({
    ...{ connection, namespace, listSubscribers: database.listSubscribers },
    serve: createServe({ database, secretBox, pause, watchFailures, ...changes }, channels),
    onError: (err) => changes.onError?.(err),
    lookIntervalMs: 100,
  });
}

/** What a subscriber over HTTP has that others have not. */
const overHttp = (name: string, url: string): Partial<Subscriber> => ({
  kind: 'http',
  url,
  taskQueue: deliverQueueOf(name),
});

type Told = { url: string; secret: string; box?: SecretBox } & Partial<Subscriber>;

/** An HTTP subscriber with its secret. */
export async function registerHttp(
  { database, scene }: { database: System['database']; scene: Scene },
  name: string,
  { url, secret, box = secretBox, ...changes }: Told,
): Promise<void> {
  await scene.register(name, { ...overHttp(name, url), ...changes });
  await database.insertSubscriberSecret({ subscriber: name, secret: box.seal(name, secret) });
}
