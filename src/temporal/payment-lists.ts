import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { PaymentState } from '../domain/delivery.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../domain/temporal-names.ts';
import type { Within } from './deadline.ts';

/** An open run of a payment. */
export type OpenRun = {
  payNo: string;
  runId: string;
  /** Null where the run has not said yet. */
  state: PaymentState | null;
  /** By name; a list that was cut ends with `*`. */
  parkedSubscribers: string[];
};

/** Which open runs are listed: every condition that is not null. */
type OpenRunFilter = {
  state: PaymentState | null;
  /** Parked for this one, or for so many that the list of them was cut. */
  subscriber: string | null;
  orderType: string | null;
  /** ISO 8601: those that began then or later. */
  since: string | null;
};

export type OpenRunPage = OpenRunFilter & { limit: number; pageToken: Uint8Array | null };

export function createPaymentLists(client: Client, within: Within) {
  const { workflowService } = client;
  const { namespace } = client.options;

  async function describe(payNo: string): Promise<OpenRun | undefined> {
    try {
      const { raw, status } = await client.workflow.getHandle(workflowIdOf(payNo)).describe();
      return status.name === 'RUNNING' ? toOpenRun(raw.workflowExecutionInfo ?? {}) : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  return {
    /** A page of open runs, newest first, right within a second or so. */
    async listOpenRuns({ limit, pageToken, ...filter }: OpenRunPage) {
      const request = { namespace, query: queryOf(filter), pageSize: limit, ...(pageToken && { nextPageToken: pageToken }) };
      const { executions, nextPageToken } = await within(() => workflowService.listWorkflowExecutions(request));
      return { runs: executions.map(toOpenRun), pageToken: nextPageToken.length > 0 ? nextPageToken : null };
    },

    /** Those of these payments that have an open run, as it stands at this moment. */
    async findOpenRuns([first, ...rest]: string[]): Promise<OpenRun[]> {
      if (first === undefined) return [];
      // One alone: while Temporal is away, that one waits for it and not all of them.
      const runs = [await within(() => describe(first)), ...(await within(() => Promise.all(rest.map(describe))))];
      return runs.flatMap((run) => run ?? []);
    },
  };
}

const OPEN = `WorkflowType = '${WORKFLOW_TYPE}' and ExecutionStatus = 'Running'`;

const queryOf = ({ state, subscriber, orderType, since }: OpenRunFilter): string =>
  [
    OPEN,
    state !== null && `PaymentState = ${literal(state)}`,
    subscriber !== null && `ParkedSubscribers in (${literal(subscriber)}, '*')`,
    orderType !== null && `OrderType = ${literal(orderType)}`,
    since !== null && `StartTime >= ${literal(since)}`,
  ]
    .filter(Boolean)
    .join(' and ');

/** The stores of visibility agree on no way to escape a quote or a backslash: nothing that could need it goes into a query. */
function literal(value: string): string {
  if (!/^[\w.:+*-]*$/.test(value)) throw new RangeError(`${value} cannot be asked for in a visibility query`);
  return `'${value}'`;
}

function toOpenRun({ execution, searchAttributes }: temporal.api.workflow.v1.IWorkflowExecutionInfo): OpenRun {
  const { PaymentState: state, ParkedSubscribers: parked } = searchAttributes?.indexedFields ?? {};
  return {
    payNo: (execution?.workflowId ?? '').replace(workflowIdOf(''), ''),
    runId: execution?.runId ?? '',
    state: (decode(state) as PaymentState | undefined) ?? null,
    parkedSubscribers: [decode(parked) ?? []].flat() as string[],
  };
}

const decode = (payload: temporal.api.common.v1.IPayload | undefined): unknown =>
  payload?.data && payload.data.length > 0 ? JSON.parse(Buffer.from(payload.data).toString()) : undefined;
