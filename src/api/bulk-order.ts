import type { z } from 'zod';
import type { BatchRequest } from '../domain/batch.ts';
import type { DeliveryOrder } from '../domain/delivery.ts';
import { WORKFLOW_TYPE } from '../domain/temporal-names.ts';
import type { bulkRequest } from './bulk-schemas.ts';

type BulkRequest = z.infer<typeof bulkRequest>;

const SIGNALS = { retry: 'retryDelivery', skip: 'skipDelivery' } as const;

/** A search attribute that holds a list too long to be kept ends with this. */
const AND_MORE = '*';

/**
 * The signal to the payments that are meant, and who they are as Temporal's visibility has it: never too few, for a payment
 * decides itself which of its deliveries are meant. Both stop at `until`: what begins or parks later is left alone. Since when a
 * delivery is parked, or tried, the payment alone knows: the list has when its process began, which may be long before.
 */
export function bulkOrder(request: BulkRequest, { by, until }: { by: string; until: Date }): BatchRequest {
  const { action, subscriber = '*', state, since, failureType, reason } = request;
  const only = {
    ...(state === 'parked' ? { parked: true as const } : { pending: true as const }),
    ...(failureType !== undefined && { failureType }),
    ...(since !== undefined && { from: new Date(since).toISOString() }),
    until: until.toISOString(),
  };
  const input: DeliveryOrder = { subscriber, by, reason, only };
  return { query: bulkQuery(request, until), signal: { name: SIGNALS[action], input }, by, reason };
}

/** Every value is held to letters, digits and `_.:-` by its schema: the stores of visibility agree on no way to escape a quote. */
function bulkQuery({ subscriber, orderType, state, failureType }: BulkRequest, until: Date): string {
  const conditions = [
    `WorkflowType = '${WORKFLOW_TYPE}' and ExecutionStatus = 'Running'`,
    // One that is held may have parked deliveries too.
    state === 'parked' ? 'ParkedSubscribers is not null' : `PaymentState = '${state}'`,
    state === 'parked' && subscriber && `ParkedSubscribers in ('${subscriber}', '${AND_MORE}')`,
    subscriber && failureType && `ParkedReasons in ('${subscriber}:${failureType}', '${AND_MORE}')`,
    orderType && `OrderType = '${orderType}'`,
    `StartTime <= '${until.toISOString()}'`,
  ];
  return conditions.filter(Boolean).join(' and ');
}
