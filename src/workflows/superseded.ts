import type { Delivery } from './delivery.ts';
import { giveOrder } from './orders.ts';
import type { Payment } from './payment.ts';

/** Who was not yet told of a payment that is refunded in full need not be told of either. */
export function supersede(payment: Payment): void {
  if (!payment.results.some(({ result }) => result === 'refunded')) return;
  const reason = 'superseded: refunded in full before it was told';
  for (const { subscription, result, settled, again } of payment.deliveries) {
    if (result.result !== 'paid' || settled || again) continue;
    giveOrder(payment, { subscriber: subscription.name, kind: 'skip', by: 'paynotify', reason });
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
