import { type Client, isGrpcServiceError } from '@temporalio/client';
import { defaultPayloadConverter, toPayloads } from '@temporalio/common';
import proto from '@temporalio/proto'; // CommonJS whose names Node does not see
import type { BatchProgress, BatchRequest } from '../domain/batch.ts';
import { Refused } from '../domain/errors.ts';

const { BATCH_OPERATION_STATE_COMPLETED, BATCH_OPERATION_STATE_RUNNING } = proto.temporal.api.enums.v1.BatchOperationState;

const [INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, RESOURCE_EXHAUSTED] = [3, 5, 6, 8]; // gRPC's status codes

const DEADLINE_MS = 3_000;

/** The batch operations of Temporal's server, which runs one a namespace at a time unless it is configured otherwise. */
export type BatchJobs = ReturnType<typeof createBatchJobs>;

export function createBatchJobs(client: Client) {
  const { namespace } = client.options;
  const within = <Answer>(call: () => Promise<Answer>) => client.withDeadline(Date.now() + DEADLINE_MS, call);

  /** How far it is; undefined where there is none of this id. */
  async function read(jobId: string): Promise<BatchProgress | undefined> {
    try {
      const found = await within(() => client.workflowService.describeBatchOperation({ namespace, jobId }));
      return {
        state: stateOf(found.state),
        total: Number(found.totalOperationCount),
        completed: Number(found.completeOperationCount),
        failed: Number(found.failureOperationCount),
      };
    } catch (error) {
      if (codeOf(error) === NOT_FOUND) return undefined;
      throw error;
    }
  }

  /** Begun twice it is one. @throws while it is another's turn; Refused where waiting would not help. */
  async function start(jobId: string, { query, signal, by, reason }: BatchRequest): Promise<void> {
    if (await read(jobId)) return; // before its own turn is taken for another's
    const signalOperation = { signal: signal.name, input: { payloads: toPayloads(defaultPayloadConverter, signal.input) ?? [] } };
    const request = { namespace, jobId, visibilityQuery: query, reason: `${by}: ${reason}` };
    const asked = { ...request, signalOperation: { ...signalOperation, identity: by } };
    await within(() => client.workflowService.startBatchOperation(asked)).catch((error) => {
      if (codeOf(error) === RESOURCE_EXHAUSTED) throw new Error(`waits for its turn: ${error.details}`);
      if (codeOf(error) === INVALID_ARGUMENT) throw new Refused(error.details);
      if (codeOf(error) !== ALREADY_EXISTS) throw error;
    });
  }

  /** Whom it has signalled by then stays signalled. Where it has ended, or never began, nothing is done. */
  async function stop(jobId: string, reason: string): Promise<void> {
    if ((await read(jobId))?.state !== 'running') return;
    await within(() => client.workflowService.stopBatchOperation({ namespace, jobId, reason })).catch((error) => {
      if (codeOf(error) !== NOT_FOUND) throw error;
    });
  }

  return { read, start, stop };
}

const codeOf = (error: unknown): number | undefined => (isGrpcServiceError(error) ? error.code : undefined);

function stateOf(state: number): BatchProgress['state'] {
  if (state === BATCH_OPERATION_STATE_RUNNING) return 'running';
  return state === BATCH_OPERATION_STATE_COMPLETED ? 'completed' : 'failed';
}
