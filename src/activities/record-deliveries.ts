import { activityInfo, log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import type { SettledDelivery } from '../domain/delivery.ts';
import { activityIdOf } from '../domain/temporal-names.ts';
import type { WorkflowHistory } from '../temporal/workflow-history.ts';

/** `attempts`: null where only the history knows how many it took, but for the local one that failed with `localError`. */
export type RecordDeliveriesInput = { payNo: string; deliveries: (SettledDelivery & Tries)[] };

type Tries = { attempts: number | null; localError?: string | null };

type Dependencies = { database: Database; history: WorkflowHistory };

/** Keeps who was told and when, and marks the results that are settled. Asked again, it changes nothing. */
export const createRecordDeliveries =
  ({ database, history }: Dependencies) =>
  async ({ payNo, deliveries }: RecordDeliveriesInput): Promise<void> => {
    const { workflowExecution } = activityInfo();
    const uncounted = deliveries.some(({ attempts }) => attempts === null);
    const seen = uncounted && workflowExecution ? await history.attempts(workflowExecution) : new Map();
    const counted = deliveries.map(({ localError = null, ...delivery }) => {
      const { attempts, lastError } = seen.get(activityIdOf(delivery.subscriber, delivery.resultId)) ?? {
        attempts: 0,
        lastError: null,
      };
      const before = localError === null ? 0 : 1;
      return { ...delivery, attempts: delivery.attempts ?? before + attempts, lastError: lastError ?? localError };
    });
    const lost = await database.recordSettledDeliveries({ payNo, deliveries: counted });
    // Without end it would be tried, and the run would hear of nothing else: that the provider is asked again, say.
    if (lost.length > 0) log.warn('deliveries.result_unknown', { payNo, resultIds: lost });
  };
