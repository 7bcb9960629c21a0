import type { Client } from '@temporalio/client';
import type { PaymentState } from '../domain/delivery.ts';
import { OPEN_PAYMENTS } from '../domain/temporal-names.ts';
import { createWithin } from './deadline.ts';

const DEADLINE_MS = 1_000;

/** How many payments are open, as Temporal's visibility has it: a moment late. Each call @throws Unavailable after a second. */
export function createPaymentCounts(client: Client) {
  const within = createWithin(client, DEADLINE_MS);
  const count = async (which: string) => (await within(() => client.workflow.count(`${OPEN_PAYMENTS} AND ${which}`))).count;
  return {
    countInState: (state: PaymentState) => count(`PaymentState = '${state}'`),
    /** Those with a parked delivery to this subscriber; `*`: to further ones than a search attribute holds. */
    countParkedFor: (subscriber: string) => count(`ParkedSubscribers = '${subscriber}'`),
  };
}
