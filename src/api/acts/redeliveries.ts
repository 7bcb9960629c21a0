import type { RedeliveryOrder } from '../../domain/delivery.ts';
import { NotFound, Refused } from '../../domain/errors.ts';
import type { Api } from '../api.ts';

/** Delivers once more what was delivered: for a subscriber that lost it. One that did not knows the idempotency key. */
export function createRedeliver({ database, notifications }: Pick<Api, 'database' | 'notifications'>) {
  /** As Postgres has it: a delivery that was made a moment ago may not be there yet. */
  async function requireDelivered(payNo: string, { subscriber, resultId }: RedeliveryOrder): Promise<void> {
    const found = (await database.listResults(payNo)).find(({ result }) => result.resultId === resultId);
    if (!found?.subscriptions.some(({ name }) => name === subscriber))
      throw new NotFound(`payment ${payNo} has no delivery of ${resultId} to ${subscriber}`);
    const status = found.settled.find((one) => one.subscriber === subscriber)?.status ?? 'not recorded as delivered yet';
    if (status !== 'delivered') throw new Refused(`the delivery of ${resultId} to ${subscriber} is ${status}`);
    if (!(await database.findSubscriber(subscriber)))
      throw new Refused(`subscriber ${subscriber} was removed: there is nobody to tell`);
  }

  /** @throws NotFound where there is no such delivery, Refused where it was not delivered. */
  return async (payNo: string, order: RedeliveryOrder): Promise<void> => {
    await requireDelivered(payNo, order);
    await notifications.redeliver(payNo, order);
  };
}
