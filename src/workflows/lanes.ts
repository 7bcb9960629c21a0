import { type Delivery, deliver } from './delivery.ts';
import { currentDelivery } from './orders.ts';
import { noteChange, type Payment } from './payment.ts';
import { whySuperseded } from './superseded.ts';

/** A lane a subscriber: side by side with the others, its own deliveries one after the other. */
export function createLanes(payment: Payment) {
  const running = new Set<string>();
  let hasChanged = false;

  const onChange = (delivery: Delivery) => {
    noteChange(payment, delivery);
    hasChanged = true;
  };

  async function run(subscriber: string): Promise<void> {
    running.add(subscriber);
    for (let next = currentDelivery(payment, subscriber); next; next = currentDelivery(payment, subscriber)) {
      const delivery = next;
      const reason = whySuperseded(payment, delivery);
      if (reason) delivery.order = { subscriber, kind: 'skip', by: 'paynotify', reason };
      await deliver(delivery, () => onChange(delivery));
    }
    running.delete(subscriber);
  }

  return {
    /** Starts the lanes that have something to deliver and do not run yet. */
    start(): void {
      for (const { subscription, settled } of payment.deliveries) {
        if (!settled && !running.has(subscription.name)) void run(subscription.name);
      }
    },
    hasChanged: (): boolean => hasChanged,
    /** From here on only what comes later is a change. */
    reset(): void {
      hasChanged = false;
    },
  };
}
