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

/** What a person can say to the open run of a payment. */
export function createOperatorCommands(client: Client, within: Within) {
  async function signal(name: string, payNo: string, order: DeliveryOrder): Promise<boolean> {
    try {
      await within(() => client.workflow.getHandle(workflowIdOf(payNo)).signal(name, order));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  return {
    /** `false`: the payment has no open run. */
    retryDelivery: (payNo: string, order: DeliveryOrder) => signal('retryDelivery', payNo, order),
    skipDelivery: (payNo: string, order: DeliveryOrder) => signal('skipDelivery', payNo, order),

    /**
     * Says what becomes of a held payment, and answers what became of it.
     * @throws Refused where nothing is held, or the word cannot be taken.
     */
    async decideHeld(payNo: string, word: HeldDecision): Promise<OpenPayment> {
      const handle = client.workflow.getHandle(workflowIdOf(payNo));
      try {
        return await within(() => handle.executeUpdate<OpenPayment, [HeldDecision]>('decideHeld', { args: [word] }));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw new Refused('the payment is not held');
        if (error instanceof WorkflowUpdateFailedError) throw new Refused(error.cause?.message ?? error.message);
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw new Unavailable('The payments worker', error);
        throw error;
      }
    },
  };
}
