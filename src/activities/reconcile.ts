import { log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import { askedProviders } from '../domain/asked-providers.ts';
import { ratedQueues, rateOf } from '../domain/queue-rate.ts';
import type { ProcessKind } from '../domain/reconciliation.ts';
import { GUARD } from '../domain/subscriber-guard.ts';
import type { Provider } from '../providers/provider.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';

export type ReconcileDependencies = {
  database: Database;
  providers: ReadonlyMap<string, Provider>;
  notifications: Pick<
    PaymentNotifications,
    'lostPayments' | 'lostWatches' | 'lostGuards' | 'reopen' | 'watch' | 'guards' | 'taskQueues'
  >;
};

/** `after`: the last pay number, or name of a subscriber, of the page before. */
export type ReconcileInput = { kind: ProcessKind; after: string };

/** `next`: after which of them the next page begins; null: there is none. */
export type ReconcileAnswer = { looked: number; started: number; next: string | null };

/** Starts again what is gone, of a page of what must be there. Asked again, it finds that running and starts nothing twice. */
export const createReconcile =
  (dependencies: ReconcileDependencies) =>
  async ({ kind, after }: ReconcileInput): Promise<ReconcileAnswer> => {
    const { looked, lost, next } = await PAGES[kind](dependencies, after);
    if (lost.length > 0) log.info('process.started_again', { kind, lost });
    return { looked, started: lost.length, next };
  };

type Page = { looked: number; lost: string[]; next: string | null };

async function payments({ database, notifications }: ReconcileDependencies, after: string): Promise<Page> {
  const { items, next } = await database.listUnsettledPayments(after);
  const lost = await notifications.lostPayments(items);
  for (const payNo of lost) await notifications.reopen(payNo);
  return { looked: items.length, lost, next };
}

async function watches({ database, providers, notifications }: ReconcileDependencies, after: string): Promise<Page> {
  const { items, next } = await database.listUnpaidPayRecords(after);
  const lost = await notifications.lostWatches(items, askedProviders(providers));
  for (const { payNo, provider } of lost) await notifications.watch(payNo, provider);
  return { looked: items.length, lost: lost.map(({ payNo }) => payNo), next };
}

/** One that ended by itself a moment ago has resumed its subscriber, so that Postgres is asked once more. */
async function guards({ database, notifications }: ReconcileDependencies, after: string): Promise<Page> {
  if (after === '') await limitRates({ database, notifications });
  const { items, next } = await database.listGuardedSubscribers(after);
  const lost: string[] = [];
  for (const name of await notifications.lostGuards(items)) {
    if ((await database.findSubscriber(name))?.pausedBy !== GUARD) continue;
    await notifications.guards.beginAgain(name);
    lost.push(name);
  }
  return { looked: items.length, lost, next };
}

/** Temporal alone has the limit of a queue, and a new database of it has none. */
async function limitRates({ database, notifications }: Pick<ReconcileDependencies, 'database' | 'notifications'>): Promise<void> {
  const subscribers = await database.listSubscribers();
  for (const queue of ratedQueues(subscribers)) await notifications.taskQueues.limitRate(queue, rateOf(subscribers, queue));
}

const PAGES: Record<ProcessKind, typeof payments> = { payments, watches, guards };
