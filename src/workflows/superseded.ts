import { activityIdOf } from '../domain/temporal-names.ts';
import { isUnanswered } from '../domain/unanswered.ts';
import type { Delivery } from './delivery.ts';
import { giveOrder } from './orders.ts';
import type { Payment } from './payment.ts';

/**
 * Who was not yet told of a payment that is refunded in full need not be told of either. Who was reached and did not say so may have
 * done what it was told, and is told of both.
 * @param unanswered ids of pending activities: see `RecordPaymentAnswer`.
 */
export function supersede(payment: Payment, unanswered: string[] = []): void {
  if (!payment.results.some(({ result }) => result === 'refunded')) return;
  const reason = 'superseded: refunded in full before it was told';
  for (const delivery of payment.deliveries) {
    const { subscription, result, settled, again, failure } = delivery;
    if (result.result !== 'paid' || settled || again) continue;
    if (isUnanswered(failure?.type) || unanswered.includes(activityIdOf(subscription.name, result.resultId)))
      delivery.mayBeTold = true;
    if (!delivery.mayBeTold) giveOrder(payment, { subscriber: subscription.name, kind: 'skip', by: 'paynotify', reason });
  }
}

/** Why a refund is not told: its lane skipped the payment that it refunds. */
export function whySuperseded({ deliveries }: Payment, { subscription, result, again }: Delivery): string | undefined {
  if (again) return undefined;
  if (result.result !== 'partially_refunded' && result.result !== 'refunded') return undefined;
  const skipped = deliveries.some(
    (other) =>
      !other.again &&
      other.subscription.name === subscription.name &&
      other.result.result === 'paid' &&
      other.status === 'skipped',
  );
  return skipped ? 'superseded: its paid was skipped' : undefined;
}
