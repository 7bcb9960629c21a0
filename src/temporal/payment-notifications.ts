import { type Client, isGrpcServiceError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { DeliveryOrder } from '../domain/delivery.ts';
import { Unavailable } from '../domain/errors.ts';
import { formatMoney } from '../domain/money.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';
import { PAYMENTS_TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../domain/temporal-names.ts';
import type { paymentNotification } from '../workflows/payment-notification.ts';
import { createPaymentProcesses } from './payment-processes.ts';

// The provider waits 5 s or less; a webhook that cannot be kept is answered before that.
const DEADLINE_MS = 3_000;

/** The processes of payments in Temporal. Every call answers within 3 s or throws. */
export type PaymentNotifications = ReturnType<typeof createPaymentNotifications>;

export function createPaymentNotifications(client: Client) {
  const within = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    try {
      return await noLaterThan(DEADLINE_MS, client.withDeadline(Date.now() + DEADLINE_MS, call));
    } catch (error) {
      if (error instanceof ServiceError || isGrpcServiceError(error)) throw new Unavailable('Temporal', error);
      throw error;
    }
  };
  const processes = createPaymentProcesses(client);

  async function signalOpenRun(payNo: string, signal: string, order: DeliveryOrder): Promise<boolean> {
    try {
      await within(() => client.workflow.getHandle(workflowIdOf(payNo)).signal(signal, order));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  return {
    /**
     * When this resolves, Temporal has the fact for good: in the open run of the payment, or in a new one.
     * @throws when Temporal does not confirm it in time; it may have been taken all the same.
     */
    async notify(fact: PaymentFact): Promise<void> {
      const { provider, event, amount, payNo } = fact;
      const start = () =>
        client.workflow.signalWithStart<typeof paymentNotification, [PaymentFact]>(WORKFLOW_TYPE, {
          workflowId: workflowIdOf(payNo),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [{ payNo }],
          signal: 'paymentFact',
          signalArgs: [fact],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `${provider} ${event} ${formatMoney(amount)} ${payNo}`,
        });
      await within(start);
    },

    /** The latest run of a payment; undefined where Temporal has none (any more). */
    look: (payNo: string) => within(() => processes.look(workflowIdOf(payNo))),

    /** Hands a person's word to the open run of a payment. `false`: it has none. */
    retryDelivery: (payNo: string, order: DeliveryOrder) => signalOpenRun(payNo, 'retryDelivery', order),
    skipDelivery: (payNo: string, order: DeliveryOrder) => signalOpenRun(payNo, 'skipDelivery', order),

    /** Does Temporal answer? */
    async isUp(): Promise<boolean> {
      try {
        await within(() => client.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false; // the answer itself; whoever asks reports it
      }
    },
  };
}

/** The client's own deadline bounds each of its tries, not the waits between them: together they came to 5.7 s. */
async function noLaterThan<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('Temporal', `no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
