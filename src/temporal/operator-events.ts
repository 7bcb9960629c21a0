import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { DeliveryOrder } from '../domain/delivery.ts';
import type { OpenOperatorEvent, OperatorEvent } from '../domain/operator-event.ts';
import type { CurrentSubscription } from '../domain/subscription.ts';
import {
  eventIdOf,
  OPEN_EVENTS,
  OPERATOR_EVENT_WORKFLOW_TYPE,
  operatorEventIdOf,
  PAYMENTS_TASK_QUEUE,
} from '../domain/temporal-names.ts';
import type { operatorEvent } from '../workflows/operator-event.ts';
import { createWithin } from './deadline.ts';
import { createPaymentProcesses } from './payment-processes.ts';
import { createSignalIfOpen } from './signal-if-open.ts';

/** What tells operators that something needs them. */
export type OperatorEvents = ReturnType<typeof createOperatorEvents>;

/** `subscriber`: parked for this one, or for so many that the list of them was cut; null: all that are open. */
export type OpenEventPage = { subscriber: string | null; limit: number; pageToken: Uint8Array | null };

/** Every call answers within 3 s or throws Unavailable. */
export function createOperatorEvents(client: Client) {
  const within = createWithin(client);
  const processes = createPaymentProcesses(client);
  const signal = createSignalIfOpen(client, within);
  const { namespace } = client.options;

  return {
    /**
     * When this resolves, these subscribers will be told of it. Begun twice it is one process.
     * @throws Unavailable when Temporal does not confirm it in time; it may have begun all the same.
     */
    async tell(event: OperatorEvent, subscriptions: CurrentSubscription[]): Promise<void> {
      const start = () =>
        client.workflow.start<typeof operatorEvent>(OPERATOR_EVENT_WORKFLOW_TYPE, {
          workflowId: operatorEventIdOf(event.eventId),
          taskQueue: PAYMENTS_TASK_QUEUE,
          args: [{ event, subscriptions }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          memo: { waiting: subscriptions.map(({ name }) => name) },
          staticSummary: [event.event, event.subscriber, event.payNo].filter(Boolean).join(' '),
        });
      await within(start).catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
    },

    /** A page of open ones, newest first, right within a second or so. `subscriber` is held to letters, digits and `-` by its schema. */
    async listOpen({ subscriber, limit, pageToken }: OpenEventPage) {
      const query = subscriber === null ? OPEN_EVENTS : `${OPEN_EVENTS} AND ParkedSubscribers IN ('${subscriber}', '*')`;
      const request = { namespace, query, pageSize: limit, ...(pageToken && { nextPageToken: pageToken }) };
      const found = await within(() => client.workflowService.listWorkflowExecutions(request));
      const eventIds = found.executions.map(({ execution }) => eventIdOf(execution?.workflowId ?? ''));
      return { eventIds, pageToken: found.nextPageToken.length > 0 ? found.nextPageToken : null };
    },

    /** The open ones that this subscriber is not told yet, as Temporal's visibility has them: a moment late. */
    listWaiting: (subscriber: string): Promise<string[]> =>
      within(async () => {
        const eventIds: string[] = [];
        for await (const { workflowId, memo } of client.workflow.list({ query: OPEN_EVENTS, pageSize: 1000 }))
          if ((memo as Waiting | undefined)?.waiting?.includes(subscriber)) eventIds.push(eventIdOf(workflowId));
        return eventIds;
      }),

    /** Undefined where Temporal has none of this id (any more). */
    look: (eventId: string) => within(() => processes.look<OpenOperatorEvent>(operatorEventIdOf(eventId))),

    /** `false`: it is not open. */
    retryDelivery: (eventId: string, order: DeliveryOrder) => signal(operatorEventIdOf(eventId), 'retryDelivery', order),
    skipDelivery: (eventId: string, order: DeliveryOrder) => signal(operatorEventIdOf(eventId), 'skipDelivery', order),
  };
}

/** The memo of an event's workflow. */
type Waiting = { waiting?: string[] };
