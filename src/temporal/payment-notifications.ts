import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { formatMoney } from '../domain/money.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';
import { PAYMENTS_TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../domain/temporal-names.ts';
import type { paymentNotification } from '../workflows/payment-notification.ts';
import { createBackfills } from './backfills.ts';
import { createBatches } from './batches.ts';
import { createWithin } from './deadline.ts';
import { createLostProcesses } from './lost-processes.ts';
import { createOperatorCommands } from './operator-commands.ts';
import { createOperatorEvents } from './operator-events.ts';
import { createParkedPayments } from './parked-payments.ts';
import { createPaymentCounts } from './payment-counts.ts';
import { createPaymentHistories } from './payment-histories.ts';
import { createPaymentLists } from './payment-lists.ts';
import { createPaymentProcesses } from './payment-processes.ts';
import { createPaymentWatches } from './payment-watches.ts';
import { createReconciliations } from './reconciliations.ts';
import { createReopeningSignals } from './reopening-signals.ts';
import { createSubscriberGuards } from './subscriber-guards.ts';
import { createSubscriberTests } from './subscriber-tests.ts';
import { createTaskQueues } from './task-queues.ts';

/** The processes of payments in Temporal. Every call answers within 3 s or throws. */
export type PaymentNotifications = ReturnType<typeof createPaymentNotifications>;

/**
 * @param eagerClient on the connection that a payments worker in this process polls on: then the first workflow task of a new
 * payment comes with the answer to its start, past the task queue.
 */
export function createPaymentNotifications(client: Client, eagerClient?: Client) {
  const within = createWithin(client);
  const processes = createPaymentProcesses(client);
  return {
    /**
     * When this resolves, Temporal has the fact for good: in the open run of the payment, or in a new one.
     * @throws when Temporal does not confirm it in time; it may have been taken all the same.
     */
    async notify(fact: PaymentFact): Promise<void> {
      if (eagerClient && (await startEagerly(eagerClient, fact))) return;
      const start = () =>
        client.workflow.signalWithStart<typeof paymentNotification, [PaymentFact]>(WORKFLOW_TYPE, {
          ...beginningOf(fact),
          args: [{ payNo: fact.payNo }],
          signal: 'paymentFact',
          signalArgs: [fact],
        });
      await within(start);
    },

    /** Starts a run of a payment that has none, to go on with what Postgres says is not settled. */
    async reopen(payNo: string): Promise<void> {
      const start = () =>
        client.workflow.start<typeof paymentNotification>(WORKFLOW_TYPE, {
          workflowId: workflowIdOf(payNo),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [{ payNo }],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `reopened ${payNo}`,
        });
      await within(start);
    },

    /** The latest run of a payment; undefined where Temporal has none (any more). */
    look: (payNo: string) => within(() => processes.look(workflowIdOf(payNo))),

    ...createOperatorCommands(client, within),
    ...createPaymentWatches(client, within),
    ...createPaymentCounts(client),
    ...createParkedPayments(client, within),
    ...createSubscriberTests(client, within),
    taskQueues: createTaskQueues(client, within),
    ...createReopeningSignals(client, within),
    ...createLostProcesses(client, within),
    batches: createBatches(client),
    guards: createSubscriberGuards(client),
    events: createOperatorEvents(client),
    ...createPaymentLists(client, within),
    ...createPaymentHistories(client, within),
    reconciliations: createReconciliations(client),
    backfills: createBackfills(client),

    /** Does Temporal answer? */
    isUp: () => answers(within(() => client.workflowService.getSystemInfo({}))),
  };
}

const answers = (question: Promise<unknown>): Promise<boolean> =>
  question.then(
    () => true,
    () => false, // the answer itself; whoever asks reports it
  );

const beginningOf = ({ provider, event, amount, payNo }: PaymentFact) => ({
  workflowId: workflowIdOf(payNo),
  taskQueue: PAYMENTS_TASK_QUEUE,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
  staticSummary: `${provider} ${event} ${formatMoney(amount)} ${payNo}`,
});

/** `false`: the payment has an open run. An eager start cannot be combined with a signal, so the fact is its argument. */
async function startEagerly(client: Client, fact: PaymentFact): Promise<boolean> {
  const start = () =>
    client.workflow.start<typeof paymentNotification>(WORKFLOW_TYPE, {
      ...beginningOf(fact),
      args: [{ payNo: fact.payNo, fact }],
      workflowIdConflictPolicy: 'FAIL',
      requestEagerStart: true,
    });
  try {
    await createWithin(client)(start);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
