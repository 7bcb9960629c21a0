import { heartbeat, sleep } from '@temporalio/activity';
import { PAUSED } from '../domain/delivery.ts';
import { GUARD, type ProbeOutcome } from '../domain/subscriber-guard.ts';
import type { Subscriber } from '../domain/subscription.ts';
import { activityIdOf } from '../domain/temporal-names.ts';
import type { PaymentProcess } from '../temporal/payment-processes.ts';
import type { GuardDependencies } from './guard-subscriber.ts';

type ParkedDelivery = { payNo: string; resultId: string };

/** Who takes longer for one attempt is not yet there again. */
const LONGEST_WAIT_SECONDS = 120;
/** For its worker to take it, and for us to hear of it. */
const MARGIN_SECONDS = 10;
const LOOK_INTERVAL_MS = 500;

/**
 * Has one delivery made that is parked because of the pause, and waits for its first attempt. One that fails is parked again: in its
 * retries it would be tried on all the while. Begun again after a crash it finds out what became of the attempt.
 */
export async function probeByDelivery(
  dependencies: GuardDependencies,
  subscriber: Subscriber,
  { payNo, resultId }: ParkedDelivery,
): Promise<ProbeOutcome> {
  const { name, timeoutSeconds } = subscriber;
  const deadline = Date.now() + (Math.min(timeoutSeconds, LONGEST_WAIT_SECONDS) + MARGIN_SECONDS) * 1000;
  const order = { subscriber: name, by: GUARD, reason: 'can it be told again?', only: { failureType: PAUSED } };
  await dependencies.notifications.retryDelivery(payNo, order);
  let outcome: ProbeOutcome | undefined;
  while (!outcome && Date.now() < deadline) {
    await sleep(LOOK_INTERVAL_MS);
    heartbeat();
    outcome = await lookAt(dependencies, name, { payNo, resultId });
  }
  outcome ??= { error: 'no worker took it, or it did not answer, in time' };
  if (outcome.error !== null) await dependencies.notifications.subscriberChanged(payNo, name); // it reads that it is paused
  return outcome;
}

/** What became of its attempt; undefined as long as that is not known. */
async function lookAt(dependencies: GuardDependencies, subscriber: string, { payNo, resultId }: ParkedDelivery) {
  const process = await dependencies.notifications.look(payNo);
  if (process?.status === 'RUNNING') return process.open ? outcomeIn(process, subscriber, resultId) : undefined;
  const results = await dependencies.database.listResults(payNo);
  const settled = results.flatMap(({ result, settled }) => (result.resultId === resultId ? settled : []));
  const isDelivered = settled.some((one) => one.subscriber === subscriber && one.status === 'delivered');
  return { error: isDelivered ? null : 'its payment has no open process' };
}

function outcomeIn({ open, pending }: PaymentProcess, subscriber: string, resultId: string): ProbeOutcome | undefined {
  const deliveries = open?.results.find((one) => one.resultId === resultId)?.deliveries ?? [];
  const delivery = deliveries.find((one) => one.subscriber === subscriber);
  if (delivery?.status === 'delivered') return { error: null };
  if (delivery?.status !== 'pending') return { error: delivery?.parkedReason ?? 'somebody skipped it' };
  const lastError = pending.get(activityIdOf(subscriber, resultId))?.lastError ?? null;
  return lastError === null ? undefined : { error: lastError };
}
