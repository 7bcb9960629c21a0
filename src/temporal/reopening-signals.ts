import type { Client } from '@temporalio/client';
import type { RedeliveryOrder } from '../domain/delivery.ts';
import { PAYMENTS_TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../domain/temporal-names.ts';
import type { paymentNotification } from '../workflows/payment-notification.ts';
import type { Within } from './deadline.ts';

/** Words that reach a payment also after its run has ended: they start another one. */
export function createReopeningSignals(client: Client, within: Within) {
  async function signal<Word>(payNo: string, { name, word }: { name: string; word: Word }): Promise<void> {
    const start = () =>
      client.workflow.signalWithStart<typeof paymentNotification, [Word]>(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(payNo),
        taskQueue: PAYMENTS_TASK_QUEUE,
        args: [{ payNo }],
        signal: name,
        signalArgs: [word],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `reopened ${payNo}`,
      });
    await within(start);
  }

  return {
    /** A delivered one once more. */
    redeliver: (payNo: string, order: RedeliveryOrder) => signal(payNo, { name: 'redeliver', word: order }),

    /** This subscriber has more to hear of the payment than its run knows: Postgres has it. */
    subscriberChanged: (payNo: string, subscriber: string) => signal(payNo, { name: 'subscriberChanged', word: { subscriber } }),
  };
}
