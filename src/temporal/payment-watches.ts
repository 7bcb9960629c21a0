import type { Client } from '@temporalio/client';
import { PAYMENTS_TASK_QUEUE, WATCH_WORKFLOW_TYPE, watchIdOf } from '../domain/temporal-names.ts';
import type { paymentWatch } from '../workflows/payment-watch.ts';
import type { Within } from './deadline.ts';

export const createPaymentWatches = (client: Client, within: Within) => ({
  /**
   * When this resolves, Temporal will ask for this payment until it is paid or closed, whatever becomes of its webhook. Begun
   * twice it is one watch. Begin it before the pay record is made: a watch that finds none ends.
   * @throws Unavailable when Temporal does not confirm it in time; it may have begun all the same.
   */
  async watch(payNo: string, provider: string): Promise<void> {
    const start = () =>
      client.workflow.start<typeof paymentWatch>(WATCH_WORKFLOW_TYPE, {
        workflowId: watchIdOf(payNo),
        taskQueue: PAYMENTS_TASK_QUEUE,
        args: [{ payNo }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `watches ${payNo}, ${provider}`,
      });
    await within(start);
  },
});
