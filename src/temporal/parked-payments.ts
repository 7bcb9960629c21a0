import type { Client } from '@temporalio/client';
import { OPEN_PAYMENTS, payNoOf } from '../domain/temporal-names.ts';
import type { Within } from './deadline.ts';

const MOST_LISTED = 10;

export const createParkedPayments = (client: Client, within: Within) => ({
  /**
   * Some payments with a delivery to this subscriber that is parked with that type of failure, as Temporal's visibility has them: a
   * moment late. @throws Unavailable
   */
  listParked: (subscriber: string, failureType: string): Promise<string[]> =>
    within(async () => {
      const payNos: string[] = [];
      const query = `${OPEN_PAYMENTS} AND ParkedReasons = '${subscriber}:${failureType}'`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize: MOST_LISTED })) {
        payNos.push(payNoOf(workflowId));
        if (payNos.length === MOST_LISTED) break;
      }
      return payNos;
    }),
});
