import { WORKFLOW_TYPE } from '../domain/temporal-names.ts';

/** Temporal's query for the payments that are open. */
export const OPEN_PAYMENTS = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
