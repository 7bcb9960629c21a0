import type { Database } from '../db/database.ts';
import { type CurrentSubscription, currentSubscriptions, type Subscription } from '../domain/subscription.ts';

/** Subscriptions with the settings of this moment. */
export const createFindCurrent =
  ({ database }: { database: Pick<Database, 'listSubscribers'> }) =>
  async ({ subscriptions }: { subscriptions: Subscription[] }): Promise<CurrentSubscription[]> =>
    currentSubscriptions(subscriptions, await database.listSubscribers());
