import { activityInfo, heartbeat, log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import { NoWorker } from '../domain/errors.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';

export type WatchQueueDependencies = {
  database: Pick<Database, 'listSubscribers' | 'listWaitingPayments'>;
  notifications: Pick<PaymentNotifications, 'sayWhetherPolled' | 'taskQueues'>;
};

/** What an attempt hands on to the next: until when recorded payments have heard it, as Postgres writes a time. */
type Told = { until: string };

/** The first attempt only looks: workers that restart, and a Temporal that does, are back when the second comes. */
const FIRST_THAT_TELLS = 2;

/**
 * Has the payments that wait in this queue hear that nobody polls it, those that came since the attempt before; and that somebody
 * does, once that is so. @throws NoWorker while nobody does, to be tried again.
 */
export const createWatchQueue =
  (dependencies: WatchQueueDependencies) =>
  async ({ taskQueue }: { taskQueue: string }): Promise<void> => {
    const { attempt, heartbeatDetails } = activityInfo();
    const told = heartbeatDetails as Told | undefined;
    const all = await dependencies.database.listSubscribers();
    const subscribers = all.flatMap((one) => (one.taskQueue === taskQueue && one.events === 'payment' ? one.name : []));
    if (subscribers.length === 0) return; // who waited for them was told of another queue, or is skipped
    const isPolled = (await dependencies.notifications.taskQueues.countPollers(taskQueue)) > 0;
    if (isPolled) {
      if (attempt > FIRST_THAT_TELLS) await tell(dependencies, { taskQueue, isPolled, subscribers });
      return;
    }
    if (attempt >= FIRST_THAT_TELLS) heartbeat(await tell(dependencies, { taskQueue, isPolled, subscribers, told }));
    throw new NoWorker(taskQueue);
  };

type News = { taskQueue: string; isPolled: boolean; subscribers: string[]; told?: Told | undefined };

async function tell({ database, notifications }: WatchQueueDependencies, { subscribers, told, ...news }: News): Promise<Told> {
  const from = told?.until ?? null;
  let { payNos, until } = await database.listWaitingPayments({ subscribers, from, until: null, after: '' });
  for (let count = 0; ; ) {
    for (const payNo of payNos) await notifications.sayWhetherPolled(payNo, news);
    count += payNos.length;
    heartbeat(told);
    const after = payNos.at(-1);
    if (after === undefined) {
      if (count > 0) log.warn(news.isPolled ? 'queue.polled' : 'queue.not_polled', { ...news, payments: count });
      return { until };
    }
    ({ payNos, until } = await database.listWaitingPayments({ subscribers, from, until, after }));
  }
}
