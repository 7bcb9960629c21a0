import type { ProcessPage } from '../db/lost-processes.ts';
import { askedProviders } from '../domain/asked-providers.ts';
import type { Api } from './api.ts';

/** What a reconciliation would start again at this moment. */
export const countLostProcesses = async ({
  database,
  notifications,
  providers,
}: Pick<Api, 'database' | 'notifications' | 'providers'>) => ({
  payments: await count(database.listUnsettledPayments, notifications.lostPayments),
  watches: await count(database.listUnpaidPayRecords, (found) => notifications.lostWatches(found, askedProviders(providers))),
  guards: await count(database.listGuardedSubscribers, notifications.lostGuards),
});

async function count<Item>(
  read: (after: string) => Promise<ProcessPage<Item>>,
  lostOf: (items: Item[]) => Promise<Item[]>,
): Promise<number> {
  let lost = 0;
  for (let after: string | null = ''; after !== null; ) {
    const page: ProcessPage<Item> = await read(after);
    lost += (await lostOf(page.items)).length;
    after = page.next;
  }
  return lost;
}
