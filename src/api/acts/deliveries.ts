import type { DeliveryOrder } from '../../domain/delivery.ts';
import { NotFound, Refused, Unavailable } from '../../domain/errors.ts';
import type { PaymentProcess } from '../../temporal/payment-processes.ts';
import type { Api } from '../api.ts';

export type DeliveryAct = 'retry' | 'skip';

/** What a person can do about a delivery that is not settled, over HTTP and in the console. */
export function createDeliveryActs({ database, notifications }: Pick<Api, 'database' | 'notifications'>) {
  const signals = { retry: notifications.retryDelivery, skip: notifications.skipDelivery };

  /**
   * Where the workflow was ended from outside before it was settled, another run goes on with it.
   * @throws Refused where it is settled, NotFound where there is none, Unavailable where nobody can say.
   */
  async function requireUnsettled(payNo: string, subscriber: string): Promise<void> {
    const process = await notifications.look(payNo);
    const isOpen = process?.status === 'RUNNING';
    if (isOpen && !process.open) throw new Unavailable('The payments worker', 'the query status was not answered');
    const open = isOpen ? openStatuses(process, subscriber) : [];
    const statuses = open.length > 0 ? open : await recordedStatuses(payNo, subscriber);
    if (statuses.length === 0) throw new NotFound(`payment ${payNo} has no delivery to ${subscriber}`);
    const isSettled = statuses.every((status) => status === 'delivered' || status === 'skipped');
    if (isSettled) throw new Refused(`the delivery to ${subscriber} is ${statuses.at(-1)}`);
    if (!isOpen) await notifications.reopen(payNo);
  }

  async function recordedStatuses(payNo: string, subscriber: string): Promise<string[]> {
    const results = await database.listResults(payNo);
    return results
      .filter(({ subscriptions }) => subscriptions.some(({ name }) => name === subscriber))
      .map(({ settled }) => settled.find((one) => one.subscriber === subscriber)?.status ?? 'unsettled');
  }

  /** @throws as `requireUnsettled`, and Refused where the payment ends at this moment. */
  return async (act: DeliveryAct, payNo: string, order: DeliveryOrder): Promise<void> => {
    await requireUnsettled(payNo, order.subscriber);
    const isOpen = await signals[act](payNo, order);
    if (!isOpen) throw new Refused(`payment ${payNo} has just ended; look at it again`);
  };
}

/** What is delivered once more too. */
const openStatuses = ({ open }: PaymentProcess, subscriber: string): string[] =>
  [...(open?.results ?? []).flatMap(({ deliveries }) => deliveries), ...(open?.redeliveries ?? [])]
    .filter((one) => one.subscriber === subscriber)
    .map(({ status }) => status);
