import type { Database } from '../db/database.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import { asItIs, type CurrentSubscription } from '../domain/subscription.ts';

export type FindDeliveredInput = { payNo: string; subscriber: string; resultId: string };

/** What was delivered, and the subscriber as it is now; null where it was not, or there is no such subscriber any more. */
export type FindDeliveredAnswer = { result: PaymentResult; subscription: CurrentSubscription } | null;

export const createFindDelivered =
  ({ database }: { database: Database }) =>
  async ({ payNo, subscriber, resultId }: FindDeliveredInput): Promise<FindDeliveredAnswer> => {
    const [results, now] = await Promise.all([database.listResults(payNo), database.findSubscriber(subscriber)]);
    const found = results.find(({ result }) => result.resultId === resultId);
    const isDelivered = found?.settled.some((one) => one.subscriber === subscriber && one.status === 'delivered');
    return found && isDelivered && now ? { result: found.result, subscription: asItIs(now) } : null;
  };
