/** The names under which a payment's process is known in Temporal: part of the contract with the outside. */
export const WORKFLOW_TYPE = 'paymentNotification';
export const PAYMENTS_TASK_QUEUE = 'payments';

/** Temporal's query for the payments that are open. */
export const OPEN_PAYMENTS = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;

/** One workflow id per payment: what arrives while it is open joins it. */
export const workflowIdOf = (payNo: string): string => `payment/${payNo}`;
export const payNoOf = (workflowId: string): string => workflowId.replace('payment/', '');

/** What asks for a payment whose webhook may never come: one watch per pay number. */
export const WATCH_WORKFLOW_TYPE = 'paymentWatch';
export const watchIdOf = (payNo: string): string => `watch/${payNo}`;

/** What tells operators of an event: one run an event. */
export const OPERATOR_EVENT_WORKFLOW_TYPE = 'operatorEvent';
export const operatorEventIdOf = (eventId: string): string => `event/${eventId}`;
export const eventIdOf = (workflowId: string): string => workflowId.replace('event/', '');

/** Temporal's query for the events that are open: somebody is not told yet. */
export const OPEN_EVENTS = `WorkflowType = '${OPERATOR_EVENT_WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;

/** Temporal's query for all that is open and tells subscribers: payments, and events for operators. */
export const OPEN_PROCESSES = `WorkflowType IN ('${WORKFLOW_TYPE}', '${OPERATOR_EVENT_WORKFLOW_TYPE}') AND ExecutionStatus = 'Running'`;

/** One try whether a subscriber can be told. */
export const SUBSCRIBER_TEST_WORKFLOW_TYPE = 'subscriberTest';
export const subscriberTestIdOf = (subscriber: string, testNo: string): string => `test/${subscriber}/${testNo}`;

/** What leaves a subscriber alone that fails densely, until it can be told again: one a subscriber. */
export const SUBSCRIBER_GUARD_WORKFLOW_TYPE = 'subscriberGuard';
export const subscriberGuardIdOf = (subscriber: string): string => `subscriber/${subscriber}`;

/** What says at open payments that nobody polls the queue in which they wait, until somebody does: one a task queue. */
export const QUEUE_WATCH_WORKFLOW_TYPE = 'queueWatch';
export const queueWatchIdOf = (taskQueue: string): string => `queue/${taskQueue}`;

/** One signal to many payments. Its id is that of the server's batch operation too. */
export const BATCH_WORKFLOW_TYPE = 'batch';
export const batchWorkflowIdOf = (batchId: string): string => `batch/${batchId}`;
export const batchIdOf = (workflowId: string): string => workflowId.replace('batch/', '');

/** What starts again, from Postgres, the processes that are gone. */
export const RECONCILE_WORKFLOW_TYPE = 'reconcile';
export const reconcileIdOf = (jobId: string): string => `reconcile/${jobId}`;

/** What tells a subscriber the results that were recorded before it was there. */
export const BACKFILL_WORKFLOW_TYPE = 'backfill';
export const backfillIdOf = (subscriber: string, backfillId: string): string => `backfill/${subscriber}/${backfillId}`;

/** The task queue of a subscriber that our own code delivers to (`http`, `amqp`): one each, so that a slow one fills its own. */
export const deliverQueueOf = (subscriber: string): string => `${DELIVER_TASK_QUEUE}/${subscriber}`;
/** What stands for all of them. */
export const DELIVER_TASK_QUEUE = 'deliver';

/** One activity id per delivery, so that a pending one can be found by it. */
export const activityIdOf = (subscriber: string, resultId: string): string => `${subscriber}/${resultId}`;

/** Search attributes and their types: registered by the migrate step, set by the workflow. */
export const SEARCH_ATTRIBUTES = {
  PaymentState: 'KEYWORD',
  OrderType: 'KEYWORD',
  PaymentResult: 'KEYWORD',
  OrderId: 'KEYWORD',
  Provider: 'KEYWORD',
  ParkedSubscribers: 'KEYWORD_LIST',
  ParkedReasons: 'KEYWORD_LIST',
} as const;
