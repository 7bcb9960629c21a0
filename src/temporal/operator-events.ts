import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OperatorEvent } from '../domain/operator-event.ts';
import type { Subscription } from '../domain/subscription.ts';
import { OPERATOR_EVENT_WORKFLOW_TYPE, operatorEventIdOf, PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import type { operatorEvent } from '../workflows/operator-event.ts';
import { createWithin } from './deadline.ts';

/** What tells operators that something needs them. */
export type OperatorEvents = ReturnType<typeof createOperatorEvents>;

export function createOperatorEvents(client: Client) {
  const within = createWithin(client);
  return {
    /**
     * When this resolves, these subscribers will be told of it. Begun twice it is one process.
     * @throws Unavailable when Temporal does not confirm it in time; it may have begun all the same.
     */
    async tell(event: OperatorEvent, subscriptions: Subscription[]): Promise<void> {
      const start = () =>
        client.workflow.start<typeof operatorEvent>(OPERATOR_EVENT_WORKFLOW_TYPE, {
          workflowId: operatorEventIdOf(event.eventId),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [{ event, subscriptions }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          staticSummary: [event.event, event.subscriber, event.payNo].filter(Boolean).join(' '),
        });
      await within(start).catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
    },
  };
}
