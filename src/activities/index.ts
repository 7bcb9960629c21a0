import { activityInfo } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import type { WorkflowHistory } from '../temporal/workflow-history.ts';
import { createDecideHeld } from './decide-held.ts';
import { createRecordDeliveries } from './record-deliveries.ts';
import { createRecordPayment } from './record-payment.ts';
import { createAskProvider, createClosePayment, type WatchDependencies } from './watch-payment.ts';

type Dependencies = WatchDependencies & {
  database: Database;
  history: WorkflowHistory;
  unknownPaymentGraceSeconds: number;
};

export type PaymentActivities = ReturnType<typeof createActivities>;

/** The activities of the payments worker. Those of the subscribers run on workers of their own. */
export const createActivities = (dependencies: Dependencies) => ({
  recordPayment: createRecordPayment(dependencies),
  recordDeliveries: createRecordDeliveries(dependencies),
  decideHeld: createDecideHeld(dependencies),
  askProvider: createAskProvider(dependencies),
  closePayment: createClosePayment(dependencies),

  /** Who asked for the workflow to be cancelled: the workflow itself is not told. */
  async findCanceller(): Promise<string> {
    const { workflowExecution } = activityInfo();
    return workflowExecution ? dependencies.history.cancelledBy(workflowExecution) : 'unknown';
  },
});
