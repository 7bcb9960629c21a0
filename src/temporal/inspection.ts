import { type Client, isGrpcServiceError } from '@temporalio/client';
import { createWithin } from './deadline.ts';
import { findSearchAttributes, type SearchAttributesState } from './search-attributes.ts';

const NOT_FOUND = 5; // gRPC's status code
const SECONDS_A_DAY = 86_400;

/** `retentionDays` is undefined where there is no such namespace. */
export type TemporalState = {
  version: string;
  namespace: string;
  retentionDays: number | undefined;
  attributes: SearchAttributesState;
};

/** How the server and the namespace are. @throws Unavailable */
export async function inspectTemporal(client: Client): Promise<TemporalState> {
  const within = createWithin(client);
  const { namespace } = client.options;
  const { serverVersion } = await within(() => client.workflowService.getSystemInfo({}));
  const retentionDays = await readRetentionDays(client, namespace);
  const attributes =
    retentionDays === undefined ? { missing: [], otherType: [] } : await within(() => findSearchAttributes(client));
  return { version: serverVersion, namespace, retentionDays, attributes };
}

async function readRetentionDays(client: Client, namespace: string): Promise<number | undefined> {
  const within = createWithin(client);
  const describe = () => client.workflowService.describeNamespace({ namespace }).catch(undefinedIfMissing);
  const described = await within(describe);
  return described && Number(described.config?.workflowExecutionRetentionTtl?.seconds ?? 0) / SECONDS_A_DAY;
}

function undefinedIfMissing(error: unknown): undefined {
  if (isGrpcServiceError(error) && error.code === NOT_FOUND) return undefined;
  throw error;
}
