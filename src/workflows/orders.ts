import { log } from '@temporalio/workflow';
import type { FindDeliveredAnswer } from '../activities/find-delivered.ts';
import type { DeliveryOrder, RedeliveryOrder } from '../domain/delivery.ts';
import type { Delivery, Told } from './delivery.ts';
import type { Payment } from './payment.ts';
import { newDelivery } from './settings.ts';

type Order = NonNullable<Delivery['order']>;

/** Hands a person's word to the deliveries it is about, once it is known what there is to deliver. */
export function giveOrder(payment: Payment, order: Order): void {
  if (payment.isLoaded) orderDeliveries(payment, order);
  else payment.earlyOrders.push(order);
}

type Deliveries<What extends Told> = { deliveries: Delivery<What>[] };

/** Hands a person's word to the deliveries it is about. Where nothing of that subscriber is unsettled it has no effect. */
export function orderDeliveries(all: Deliveries<Told>, order: Order): void {
  const deliveries = lanesOf(all, order.subscriber).flatMap((name) => currentDelivery(all, name) ?? []);
  if (deliveries.length === 0) log.warn('signal.refused', { reason: `no delivery to ${order.subscriber} is unsettled` });
  for (const delivery of deliveries.filter((one) => isMeant(one, order))) {
    delivery.order = { ...order, subscriber: delivery.subscription.name };
    delivery.interrupt?.();
  }
}

const lanesOf = ({ deliveries }: Deliveries<Told>, subscriber: string): string[] =>
  subscriber === '*' ? [...new Set(deliveries.map(({ subscription }) => subscription.name))] : [subscriber];

/** The first delivery of a subscriber that is not settled: the one that its lane is at. */
export const currentDelivery = <What extends Told>(
  { deliveries }: Deliveries<What>,
  subscriber: string,
): Delivery<What> | undefined => deliveries.find(({ subscription, settled }) => subscription.name === subscriber && !settled);

/** Payments may have changed since an order was thought of: each decides for itself whether it is meant. */
function isMeant({ result, status, failure, since }: Delivery<Told>, { only = {} }: DeliveryOrder): boolean {
  if (only.resultId !== undefined && !('resultId' in result && result.resultId === only.resultId)) return false;
  if (only.parked && status !== 'parked') return false;
  if (only.pending && status !== 'pending') return false;
  if (only.from !== undefined && since < Date.parse(only.from)) return false;
  if (only.failureType !== undefined && failure?.type !== only.failureType) return false;
  return only.until === undefined || since <= Date.parse(only.until);
}

/** What is being delivered once more. */
export const openRedeliveries = ({ deliveries }: Payment): Delivery[] =>
  deliveries.filter(({ again, settled }) => again && !settled);

/** Puts a delivered result at the end of its subscriber's lane once more. */
export function deliverAgain(payment: Payment, order: RedeliveryOrder, found: NonNullable<FindDeliveredAnswer>): void {
  const { by, reason } = order;
  const { pausedBy, removed: _, ...subscription } = found.subscription;
  payment.deliveries.push({ ...newDelivery({ result: found.result, subscription, pausedBy }), again: { by, reason } });
}
