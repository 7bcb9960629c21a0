import {
  CancellationScope,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  sleep,
  startChild,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { OperatorEvent } from '../domain/operator-event.ts';
import { GUARD, nextGapMs } from '../domain/subscriber-guard.ts';
import { batchWorkflowIdOf, OPEN_PROCESSES } from '../domain/temporal-names.ts';
import { batch } from './batch.ts';
import { withoutEnd } from './without-end.ts';

/** `gapMs`: until the first probe. `probed`: what an earlier run with a long history hands on; it has paused the subscriber. */
export type SubscriberGuardInput = { subscriber: string; reason: string; gapMs: number; probed?: Probed };

type Probed = { times: number; lastError: string };

/** `overruled`: a person has paused, resumed or removed it meanwhile, and that counts. */
export type SubscriberGuardOutcome = { outcome: 'recovered' | 'overruled'; probes: number };

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
const { pauseGuarded, findProbe, resumeGuarded, announce } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '1 minute',
  retry,
});
// It waits for an attempt of the subscriber: see `probeByDelivery`.
const { probe: tellOnce } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '30s',
  retry,
});

/**
 * Pauses a subscriber that fails densely, and tries with growing gaps, one delivery at a time, whether it can be told again. Then it
 * goes on with all that was parked meanwhile. Whatever a person says about the subscriber counts: the guard then ends without a word.
 * A cancel request ends the guard, and leaves the subscriber paused.
 */
export async function subscriberGuard({
  subscriber,
  reason,
  gapMs,
  probed,
}: SubscriberGuardInput): Promise<SubscriberGuardOutcome> {
  if (!probed && !(await pause(subscriber, reason))) return { outcome: 'overruled', probes: 0 };
  let { times, lastError }: Probed = probed ?? { times: 0, lastError: '' };
  for (let gap = gapMs; ; gap = nextGapMs(gap)) {
    const soFar = times === 0 ? '' : ` Probed ${times} times, and the last failed: ${lastError}.`;
    const next = new Date(Date.now() + gap).toISOString();
    setCurrentDetails(`**${subscriber}** is paused: ${reason}.${soFar} Next probe: ${next}.\n\nResume it, and this ends.`);
    await sleep(gap, { summary: 'until it is probed' });
    const probe = await withoutEnd(() => findProbe.executeWithOptions({ summary: 'what to tell it' }, [{ subscriber, times }]));
    if (probe.kind === 'overruled') return { outcome: 'overruled', probes: times };
    times++;
    const { error } = await withoutEnd(() => tellOnce.executeWithOptions({ summary: 'probe' }, [{ subscriber, probe }]));
    if (error === null) return { outcome: (await resume(subscriber)) ? 'recovered' : 'overruled', probes: times };
    lastError = error;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof subscriberGuard>({ subscriber, reason, gapMs: nextGapMs(gap), probed: { times, lastError } });
    }
  }
}

/** Postgres first, then its open deliveries park, and operators are told. `false`: a person was faster. */
const pause = (subscriber: string, reason: string): Promise<boolean> =>
  CancellationScope.nonCancellable(async () => {
    const isOurs = await withoutEnd(() => pauseGuarded.executeWithOptions({ summary: `pause ${subscriber}` }, [{ subscriber }]));
    if (isOurs) await tellAll(subscriber, { event: 'subscriber.paused', reason });
    return isOurs;
  });

/** As `pause`: once it is resumed, what is parked for it must hear of that. */
const resume = (subscriber: string): Promise<boolean> =>
  CancellationScope.nonCancellable(async () => {
    const isOurs = await withoutEnd(() =>
      resumeGuarded.executeWithOptions({ summary: `resume ${subscriber}` }, [{ subscriber }]),
    );
    if (isOurs) await tellAll(subscriber, { event: 'subscriber.recovered', reason: 'it took what it was probed with' });
    return isOurs;
  });

/** All that is open and tells it, which reads in Postgres how it is now, by a batch that outlives this run; and operators. */
async function tellAll(subscriber: string, { event, reason }: Pick<OperatorEvent, 'event' | 'reason'>): Promise<void> {
  const jobId = uuid4();
  const about = { by: GUARD, reason: `${event} ${subscriber}: ${reason}` };
  const signal = { name: 'subscriberChanged', input: { subscriber } };
  await startChild(batch, {
    workflowId: batchWorkflowIdOf(jobId),
    args: [{ query: OPEN_PROCESSES, signal, ...about }],
    memo: { jobId, summary: `${signal.name} to many`, ...about },
    staticSummary: `${signal.name} to many, by ${GUARD}`,
    parentClosePolicy: 'ABANDON',
  });
  const occurredAt = new Date().toISOString();
  const events: OperatorEvent[] = [
    { messageType: 'operator_event', eventId: uuid4(), event, payNo: null, subscriber, reason, occurredAt },
  ];
  await withoutEnd(() => announce.executeWithOptions({ summary: 'tell operators' }, [{ events }]));
}
