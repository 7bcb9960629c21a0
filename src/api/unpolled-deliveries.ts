import type { z } from 'zod';
import { activityIdOf } from '../domain/temporal-names.ts';
import type { PaymentProcess } from '../temporal/payment-processes.ts';
import type { Pollers } from './pollers.ts';
import type { payment } from './schemas.ts';

type Results = z.infer<typeof payment>['results'];

/** The results, where each delivery that waits in a queue without a worker says so. */
export async function sayWhereNobodyPolls(results: Results, process: PaymentProcess | null, pollers: Pollers): Promise<Results> {
  const queueOf = (subscriber: string, resultId: string) => process?.pending.get(activityIdOf(subscriber, resultId))?.taskQueue;
  const name = async ({ resultId }: Results[number], delivery: Results[number]['deliveries'][number]) => {
    const isTried = delivery.status === 'pending' || delivery.status === 'retrying';
    const taskQueue = isTried ? queueOf(delivery.subscriber, resultId) : undefined;
    const problem = taskQueue === undefined ? undefined : await pollers.problemOf(taskQueue);
    return { ...delivery, ...(problem !== undefined && { problem }) };
  };
  return Promise.all(
    results.map(async (result) => ({
      ...result,
      deliveries: await Promise.all(result.deliveries.map((delivery) => name(result, delivery))),
    })),
  );
}
