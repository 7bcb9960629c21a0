import { Unavailable } from '../domain/errors.ts';
import type { PaymentProcess } from '../temporal/payment-processes.ts';
import type { Api } from './api.ts';
import { type PaymentParts, type PaymentView, viewPayment } from './payment-view.ts';
import type { Pollers } from './pollers.ts';
import { sayWhereNobodyPolls } from './unpolled-deliveries.ts';

/**
 * A payment as it is kept, as it stands in Temporal, and what that makes together. `isTemporalAway`: of what is not settled nobody
 * can say where it stands.
 */
export type PaymentLook = PaymentParts & { view: PaymentView; isTemporalAway: boolean };

type Parts = Pick<Api, 'database' | 'notifications' | 'workflowUrl'> & { pollers: Pollers };

/** Looks at one payment; undefined where nobody has heard of it. @throws Unavailable with Postgres away. */
export function createPaymentLook({ database, notifications, workflowUrl, pollers }: Parts) {
  return async (payNo: string): Promise<PaymentLook | undefined> => {
    const process = await lookOrAway(payNo);
    const [payRecord, facts, results] = await Promise.all([
      database.findPayRecord(payNo),
      database.listFacts(payNo),
      database.listResults(payNo),
    ]);
    const run = process === 'away' ? null : process;
    if (!payRecord && facts.length === 0 && !run) return undefined;
    const url = run && workflowUrl(run.workflowId, run.runId);
    const parts = { payNo, payRecord, facts, results, process: run, workflowUrl: url };
    const view = viewPayment(parts);
    const polled = await sayWhereNobodyPolls(view.results, run, pollers);
    return { ...parts, view: { ...view, results: polled }, isTemporalAway: process === 'away' };
  };

  /** Null where Temporal has no run of it. */
  async function lookOrAway(payNo: string): Promise<PaymentProcess | null | 'away'> {
    try {
      return (await notifications.look(payNo)) ?? null;
    } catch (error) {
      if (error instanceof Unavailable) return 'away';
      throw error;
    }
  }
}
