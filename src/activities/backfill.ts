import { log } from '@temporalio/activity';
import type { BackfillPlace } from '../db/backfill.ts';
import type { Database } from '../db/database.ts';
import { missedResults } from '../domain/backfill.ts';
import { type Subscriber, snapshot } from '../domain/subscription.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';
import { createFilter } from './filter.ts';

export type BackfillDependencies = {
  database: Database;
  notifications: Pick<PaymentNotifications, 'subscriberChanged'>;
};

/** Of whom and since when; `since` is ISO 8601. */
type Backfilled = { subscriber: string; since: string };

export type FindMissedAnswer = { looked: number; payNos: string[]; results: number; next: BackfillPlace | null };

const filter = createFilter({ onFailure: (failure) => log.warn('filter.failed', failure) });

/** What a subscriber takes and was not told, found first and kept in the history, and then given to it: a crash in between loses nothing. */
export const createBackfillActivities = ({ database, notifications }: BackfillDependencies) => ({
  /** Looks at a page of results. Nothing is missed by a subscriber that is gone. */
  async findMissed({ subscriber: name, since, after }: Backfilled & { after: BackfillPlace | null }): Promise<FindMissedAnswer> {
    const subscriber = await database.findSubscriber(name);
    if (!subscriber) return { looked: 0, payNos: [], results: 0, next: null };
    const { payNos, looked, next } = await database.listPaymentsSince({ since, after });
    const known = await database.listResultsForOne({ payNos, subscriber: name, since });
    const missed = missedResults(subscriber, known, filter);
    return { looked, payNos: [...new Set(missed.map(({ payNo }) => payNo))], results: missed.length, next };
  },

  /** Postgres first, then the process of each payment, which is begun where it has ended. Asked again, nobody is told twice. */
  async tellMissed({ subscriber: name, since, payNos }: Backfilled & { payNos: string[] }): Promise<void> {
    const subscriber = await database.findSubscriber(name);
    if (!subscriber) return;
    for (const payNo of payNos) {
      await subscribeLate(database, { subscriber, since, payNo });
      await notifications.subscriberChanged(payNo, name);
    }
    log.info('subscriber.backfilled', { subscriber: name, payNos });
  },
});

/** Judged once more while nobody else records this payment: a refund that comes meanwhile must find whom it has to reach. */
const subscribeLate = (
  database: Database,
  { subscriber, since, payNo }: { subscriber: Subscriber; since: string; payNo: string },
): Promise<void> =>
  database.inTransaction(async (tx) => {
    await tx.lockPayment(payNo);
    const known = await tx.listResultsForOne({ payNos: [payNo], subscriber: subscriber.name, since });
    const resultIds = missedResults(subscriber, known, filter).map(({ resultId }) => resultId);
    await tx.subscribeLate({ payNo, resultIds, subscription: snapshot(subscriber) });
  });
