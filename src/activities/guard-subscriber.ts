import { activityInfo, log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import { PAUSED, pausedReason } from '../domain/delivery.ts';
import { GUARD, type Probe, type ProbeOutcome } from '../domain/subscriber-guard.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';
import { probeByDelivery } from './probe-delivery.ts';

export type GuardDependencies = {
  database: Pick<Database, 'findSubscriber' | 'setSubscriberStatus' | 'resumeGuarded' | 'listResults'>;
  notifications: Pick<PaymentNotifications, 'listParked' | 'look' | 'retryDelivery' | 'subscriberChanged' | 'testSubscriber'>;
};

type Guarded = { subscriber: string };

/** What the workflow `subscriberGuard` does. Each can be done again. */
export const createGuardActivities = (dependencies: GuardDependencies) => {
  const { database, notifications } = dependencies;
  return {
    /** `false`: somebody else has paused it, or it is gone. */
    async pauseGuarded({ subscriber }: Guarded): Promise<boolean> {
      await database.setSubscriberStatus({ name: subscriber, pausedBy: GUARD });
      return (await database.findSubscriber(subscriber))?.pausedBy === GUARD;
    },

    /** `times`: so often it was probed before. Another delivery each time: one may be refused that others are not. */
    findProbe: ({ subscriber, times }: Guarded & { times: number }): Promise<Probe> => findProbe(dependencies, subscriber, times),

    /** Tells it one thing, once; a delivery that fails is parked again. */
    async probe({ subscriber: name, probe }: Guarded & { probe: Probe }): Promise<ProbeOutcome> {
      const subscriber = await database.findSubscriber(name);
      if (!subscriber || probe.kind === 'overruled') return { error: 'it is gone' };
      const { error } = await (probe.kind === 'delivery'
        ? probeByDelivery(dependencies, subscriber, probe)
        : notifications.testSubscriber(subscriber));
      log.info('subscriber.probed', { subscriber: name, ...probe, error });
      return { error };
    },

    /** `false`: a person was faster, and has said what becomes of it. */
    async resumeGuarded({ subscriber }: Guarded): Promise<boolean> {
      if (await database.resumeGuarded(subscriber)) return true;
      // An earlier try may have done it without being heard of. If it was a person, it is only said twice.
      return activityInfo().attempt > 1 && (await database.findSubscriber(subscriber))?.status === 'active';
    },
  };
};

async function findProbe({ database, notifications }: GuardDependencies, subscriber: string, times: number): Promise<Probe> {
  if ((await database.findSubscriber(subscriber))?.pausedBy !== GUARD) return { kind: 'overruled' };
  const payNos = await notifications.listParked(subscriber, PAUSED);
  const first = times % Math.max(payNos.length, 1);
  for (const payNo of [...payNos.slice(first), ...payNos.slice(0, first)]) {
    const process = await notifications.look(payNo); // the list is a moment late
    const parked = process?.open?.results.find(({ deliveries }) =>
      deliveries.some((one) => one.subscriber === subscriber && one.parkedReason?.startsWith(pausedReason(''))),
    );
    if (parked) return { kind: 'delivery', payNo, resultId: parked.resultId };
  }
  return { kind: 'test' };
}
