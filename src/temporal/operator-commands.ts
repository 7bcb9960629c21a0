import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { DeliveryOrder, OpenPayment } from '../domain/delivery.ts';
import { Refused, Unavailable } from '../domain/errors.ts';
import type { HeldDecision } from '../domain/held.ts';
import { workflowIdOf } from '../domain/temporal-names.ts';
import type { Within } from './deadline.ts';
import { createSignalIfOpen } from './signal-if-open.ts';

const WORKER_DEADLINE_MS = 2_500;

/** What a person can say to the open run of a payment. */
export function createOperatorCommands(client: Client, within: Within) {
  const signalIfOpen = createSignalIfOpen(client, within);
  const signal = (name: string, payNo: string, word: object) => signalIfOpen(workflowIdOf(payNo), name, word);

  return {
    /** `false`: the payment has no open run. */
    retryDelivery: (payNo: string, order: DeliveryOrder) => signal('retryDelivery', payNo, order),
    skipDelivery: (payNo: string, order: DeliveryOrder) => signal('skipDelivery', payNo, order),
    /** Whether somebody polls a queue in which it may have a delivery waiting. */
    sayWhetherPolled: (payNo: string, news: { taskQueue: string; isPolled: boolean }) => signal('taskQueueSeen', payNo, news),
    /** It reads anew how the subscriber is; unlike `subscriberChanged` this starts no run. */
    rereadSubscriber: (payNo: string, subscriber: string) => signal('subscriberChanged', payNo, { subscriber }),

    /**
     * Says what becomes of a held payment, and answers what became of it.
     * Undefined: the payment has no open run.
     * @throws Refused where nothing is held, or the word cannot be taken.
     */
    async decideHeld(payNo: string, word: HeldDecision): Promise<OpenPayment | undefined> {
      const handle = client.workflow.getHandle(workflowIdOf(payNo));
      try {
        const update = () => handle.executeUpdate<OpenPayment, [HeldDecision]>('decideHeld', { args: [word] });
        // Before Temporal's own deadline: it is a worker that does not answer, not Temporal.
        return await within(() => client.withDeadline(Date.now() + WORKER_DEADLINE_MS, update));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        if (error instanceof WorkflowUpdateFailedError) throw new Refused(error.cause?.message ?? error.message);
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw new Unavailable('The payments worker', error);
        throw error;
      }
    },
  };
}
