import { log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import type { ProcessKind } from '../domain/reconciliation.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';

export type ReconcileDependencies = {
  database: Database;
  notifications: Pick<PaymentNotifications, 'lostPayments' | 'lostWatches' | 'reopen' | 'watch'>;
};

/** `after`: the last pay number of the page before. */
export type ReconcileInput = { kind: ProcessKind; after: string };

/** `next`: after which pay number the next page begins; null: there is none. */
export type ReconcileAnswer = { looked: number; started: number; next: string | null };

/** Starts again what is gone, of a page of what must be there. Asked again, it finds that running and starts nothing twice. */
export const createReconcile =
  (dependencies: ReconcileDependencies) =>
  async ({ kind, after }: ReconcileInput): Promise<ReconcileAnswer> => {
    const { looked, lost, next } = await (kind === 'payments' ? payments : watches)(dependencies, after);
    if (lost.length > 0) log.info('process.started_again', { kind, payNos: lost });
    return { looked, started: lost.length, next };
  };

type Page = { looked: number; lost: string[]; next: string | null };

async function payments({ database, notifications }: ReconcileDependencies, after: string): Promise<Page> {
  const { items, next } = await database.listUnsettledPayments(after);
  const lost = await notifications.lostPayments(items);
  for (const payNo of lost) await notifications.reopen(payNo);
  return { looked: items.length, lost, next };
}

async function watches({ database, notifications }: ReconcileDependencies, after: string): Promise<Page> {
  const { items, next } = await database.listUnpaidPayRecords(after);
  const lost = await notifications.lostWatches(items);
  for (const { payNo, provider } of lost) await notifications.watch(payNo, provider);
  return { looked: items.length, lost: lost.map(({ payNo }) => payNo), next };
}
