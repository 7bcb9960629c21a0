import type { DeliveryOrder } from '../domain/delivery.ts';
import type { Api } from './api.ts';
import { tellOpenProcesses } from './tell-open-processes.ts';

type Parts = Pick<Api, 'database' | 'notifications'>;

/** What is told one by one before the answer; more is told by a batch. */
const MOST_TOLD = 100;

/**
 * Gives up what a removed subscriber still had to be told. An order reaches one delivery of a payment; who reads that the subscriber is
 * removed gives up the others. By a batch, that is all of them; a payment without a run then waits for a reconciliation.
 * @param eventIds the events for operators that it is not told yet.
 * @throws Unavailable with Temporal away; said again it goes on.
 */
export async function giveUpDeliveries(parts: Parts, order: DeliveryOrder, eventIds: string[]): Promise<void> {
  const { subscriber, by } = order;
  const unsettled = await parts.database.listUnsettledDeliveries(subscriber);
  const payNos = new Set(unsettled.map(({ payNo }) => payNo));
  if (payNos.size + eventIds.length > MOST_TOLD) {
    await tellOpenProcesses(parts, { subscriber, by, reason: 'removed' });
    return;
  }
  for (const payNo of payNos) {
    const resultIds = unsettled.flatMap((delivery) => (delivery.payNo === payNo ? [delivery.resultId] : []));
    await giveUp(parts, { payNo, resultIds }, order);
  }
  for (const eventId of eventIds) await parts.notifications.events.skipDelivery(eventId, order);
}

/** In its workflow, or in Postgres where the workflow was ended from outside. */
async function giveUp(
  { notifications, database }: Parts,
  { payNo, resultIds }: { payNo: string; resultIds: string[] },
  order: DeliveryOrder,
): Promise<void> {
  const { subscriber, by: settledBy, reason } = order;
  if (await notifications.skipDelivery(payNo, order)) {
    await notifications.rereadSubscriber(payNo, subscriber);
    return;
  }
  const skipped = { subscriber, status: 'skipped', settledAt: new Date().toISOString(), settledBy, reason } as const;
  const deliveries = resultIds.map((resultId) => ({ ...skipped, resultId, attempts: 0, lastError: null }));
  await database.recordSettledDeliveries({ payNo, deliveries });
}
