import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type Call, type Channel, DeliveryFailed, type Line, type Message } from '../channels/channel.ts';
import type { Database } from '../db/database.ts';
import type { RetryPolicy, Subscriber } from '../domain/subscription.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Serving } from '../temporal/deliver-workers.ts';
import type { createPauseSubscriber } from './pause-subscriber.ts';
import { recordAttempt } from './record-attempt.ts';
import type { createWatchFailures } from './watch-failures.ts';

export type DeliverDependencies = {
  database: Pick<Database, 'findSubscriber' | 'listSubscriberSecrets' | 'insertFailedAttempt'>;
  secretBox: Pick<SecretBox, 'openReadable'>;
  /** Pauses a subscriber that is gone. */
  pause: ReturnType<typeof createPauseSubscriber>;
  /** Hears of each failed attempt. */
  watchFailures: ReturnType<typeof createWatchFailures>;
};

const GONE = 'paynotify: 410 Gone';

/** So much earlier than Temporal's own limit an attempt ends by itself, so that what became of it is said. */
const MARGIN_MS = 500;

/** What the worker of a subscriber runs that is reached over one of the channels; undefined for any other. */
export function createServe(dependencies: DeliverDependencies, channels: Channel[]) {
  return ({ name, kind }: Subscriber): Serving | undefined => {
    const line = channels.find((channel) => channel.kind === kind)?.openLine();
    return line && { activity: createDeliver(dependencies, name, line), close: line.close };
  };
}

/**
 * Tells one subscriber over its line. Its address and its secrets are read at each attempt: a change of them counts from the next one.
 * @throws ApplicationFailure with what came back; not to be tried again where the subscriber is gone.
 */
const createDeliver =
  (dependencies: DeliverDependencies, name: string, line: Line) =>
  async (message: Message): Promise<void> => {
    const startedAt = performance.now();
    const tookMs = () => Math.round(performance.now() - startedAt);
    const { retry, call } = await readCall(dependencies, name);
    const timeoutMs = activityInfo().startToCloseTimeoutMs - MARGIN_MS - tookMs();
    const failed = await line
      .deliver({ ...call, message, timeoutMs: Math.max(timeoutMs, MARGIN_MS) })
      .then(() => undefined, asFailed);
    if (failed && call.signal.aborted) throw call.signal.reason;
    await recordAttempt(dependencies.database, { name, message, failed, durationMs: tookMs() });
    if (failed?.outlook === 'gone') await dependencies.pause({ name, pausedBy: GONE, reason: failed.message });
    else if (failed) await dependencies.watchFailures(name);
    if (failed) throw toFailure(failed, retry);
  };

async function readCall({ database, secretBox }: DeliverDependencies, name: string) {
  const [subscriber, boxes] = await Promise.all([database.findSubscriber(name), database.listSubscriberSecrets(name)]);
  if (!subscriber?.url) throw ApplicationFailure.nonRetryable(`there is no subscriber ${name} with an address`, 'NoSubscriber');
  const { url, retry } = subscriber;
  const secrets = secretBox.openReadable(name, boxes);
  return { retry, call: { url, secrets, signal: cancellationSignal() } satisfies Partial<Call> };
}

function asFailed(error: unknown): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  throw error;
}

function toFailure(failed: DeliveryFailed, { maximumIntervalSeconds }: RetryPolicy): ApplicationFailure {
  const { message, type, outlook, retryAfterSeconds } = failed;
  return ApplicationFailure.create({
    ...{ message, type, nonRetryable: outlook !== 'again' },
    ...(retryAfterSeconds !== null && { nextRetryDelay: bounded(retryAfterSeconds, maximumIntervalSeconds) * 1000 }),
  });
}

/** Who asks to be left alone is, for a second at least, and no longer than its policy lets two attempts be apart. */
const bounded = (seconds: number, longest: number): number => Math.min(Math.max(seconds, 1), Math.max(longest, 1));
