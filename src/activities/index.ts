import { activityInfo } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import type { OperatorEvents } from '../temporal/operator-events.ts';
import type { WorkflowHistory } from '../temporal/workflow-history.ts';
import { createAnnounce } from './announce.ts';
import { type BackfillDependencies, createBackfillActivities } from './backfill.ts';
import { type BatchDependencies, createBatchActivities } from './batch.ts';
import { createDecideHeld } from './decide-held.ts';
import { createFindCurrent } from './find-current.ts';
import { createFindDelivered } from './find-delivered.ts';
import { createGuardActivities, type GuardDependencies } from './guard-subscriber.ts';
import { createReconcile, type ReconcileDependencies } from './reconcile.ts';
import { createRecordDeliveries } from './record-deliveries.ts';
import { createRecordPayment } from './record-payment.ts';
import { createAskProvider, createClosePayment, type WatchDependencies } from './watch-payment.ts';
import { createWatchQueue, type WatchQueueDependencies } from './watch-queue.ts';

type Dependencies = BackfillDependencies &
  BatchDependencies &
  GuardDependencies &
  ReconcileDependencies &
  WatchDependencies &
  WatchQueueDependencies & {
    database: Database;
    history: WorkflowHistory;
    operatorEvents: Pick<OperatorEvents, 'tell'>;
    unknownPaymentGraceSeconds: number;
  };

export type PaymentActivities = ReturnType<typeof createActivities>;

/** The activities of the payments worker. Those of the subscribers run on workers of their own. */
export const createActivities = (dependencies: Dependencies) => ({
  recordPayment: createRecordPayment(dependencies),
  recordDeliveries: createRecordDeliveries(dependencies),
  decideHeld: createDecideHeld(dependencies),
  findDelivered: createFindDelivered(dependencies),
  findCurrent: createFindCurrent(dependencies),
  announce: createAnnounce(dependencies),
  askProvider: createAskProvider(dependencies),
  closePayment: createClosePayment(dependencies),
  ...createBatchActivities(dependencies),
  ...createBackfillActivities(dependencies),
  reconcile: createReconcile(dependencies),
  ...createGuardActivities(dependencies),
  watchQueue: createWatchQueue(dependencies),

  /** Who asked for the workflow to be cancelled: the workflow itself is not told. */
  async findCanceller(): Promise<string> {
    const { workflowExecution } = activityInfo();
    return workflowExecution ? dependencies.history.cancelledBy(workflowExecution) : 'unknown';
  },
});
