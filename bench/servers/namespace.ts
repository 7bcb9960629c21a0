import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** Makes a namespace and waits until it can be used; one that is there is left as it is. */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  const { workflowService } = connection;
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod }).catch(unless('ALREADY_EXISTS'));
  for (let isThere = false; !isThere; await sleep(200)) {
    isThere = await workflowService
      .listWorkflowExecutions({ namespace, pageSize: 1 })
      .then(() => true)
      .catch(unless('NOT_FOUND'))
      .then(Boolean);
  }
}

const CODES = { ALREADY_EXISTS: 6, NOT_FOUND: 5 };

const unless = (code: keyof typeof CODES) => (error: unknown) => {
  if (!isGrpcServiceError(error) || error.code !== CODES[code]) throw error;
};
