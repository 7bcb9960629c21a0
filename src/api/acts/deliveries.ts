import type { DeliveryOrder } from '../../domain/delivery.ts';
import { NotFound, Refused, Unavailable } from '../../domain/errors.ts';
import type { PaymentProcess } from '../../temporal/payment-processes.ts';
import type { Api } from '../api.ts';

export type DeliveryAct = 'retry' | 'skip';

/** With a `resultId` it is meant for the delivery of that result alone. */
export type DeliveryWord = Omit<DeliveryOrder, 'only'> & { resultId?: string | undefined };

/** What a person can do about a delivery that is not settled, over HTTP and in the console. */
export function createDeliveryActs({ database, notifications }: Pick<Api, 'database' | 'notifications'>) {
  const signals = { retry: notifications.retryDelivery, skip: notifications.skipDelivery };

  /**
   * Where the workflow was ended from outside before it was settled, another run goes on with it.
   * @throws Refused where it is settled, NotFound where there is none, Unavailable where nobody can say.
   */
  async function requireUnsettled({ payNo, subscriber, resultId }: Asked): Promise<void> {
    const process = await notifications.look(payNo);
    const isOpen = process?.status === 'RUNNING';
    if (isOpen && !process.open) throw new Unavailable('The payments worker', 'the query status was not answered');
    const open = isOpen ? openOf(process, subscriber) : [];
    const all = open.length > 0 ? open : await recordedOf(payNo, subscriber);
    requireCurrent(all, { payNo, subscriber, resultId });
    if (!isOpen) await notifications.reopen(payNo);
  }

  async function recordedOf(payNo: string, subscriber: string): Promise<Standing[]> {
    const results = await database.listResults(payNo);
    return results
      .filter(({ subscriptions }) => subscriptions.some(({ name }) => name === subscriber))
      .map(({ result: { resultId }, settled }) => ({
        resultId,
        status: settled.find((one) => one.subscriber === subscriber)?.status ?? 'unsettled',
      }));
  }

  /** @throws as `requireUnsettled`, and Refused where the payment ends at this moment. */
  return async (act: DeliveryAct, payNo: string, { resultId, ...order }: DeliveryWord): Promise<void> => {
    await requireUnsettled({ payNo, subscriber: order.subscriber, resultId });
    const isOpen = await signals[act](payNo, { ...order, ...(resultId !== undefined && { only: { resultId } }) });
    if (!isOpen) throw new Refused(`payment ${payNo} has just ended; look at it again`);
  };
}

type Standing = { resultId: string; status: string };

/** An order is for the delivery that its lane is at, whatever that is, or for that of one result alone. */
function requireCurrent(all: Standing[], { payNo, subscriber, resultId }: Asked): void {
  const meant = all.filter((one) => resultId === undefined || one.resultId === resultId);
  const what = `delivery${resultId === undefined ? '' : ` of ${resultId}`} to ${subscriber}`;
  if (meant.length === 0) throw new NotFound(`payment ${payNo} has no ${what}`);
  const current = all.find((one) => !isSettled(one));
  if (!current || meant.every(isSettled)) throw new Refused(`the ${what} is ${meant.at(-1)?.status}`);
  if (!meant.includes(current)) throw new Refused(`the ${what} waits behind that of ${current.resultId}`);
}

type Asked = { payNo: string; subscriber: string; resultId: string | undefined };

const isSettled = ({ status }: Standing): boolean => status === 'delivered' || status === 'skipped';

/** What is delivered once more too. */
const openOf = ({ open }: PaymentProcess, subscriber: string): Standing[] =>
  [
    ...(open?.results ?? []).flatMap(({ resultId, deliveries }) => deliveries.map((one) => ({ ...one, resultId }))),
    ...(open?.redeliveries ?? []),
  ].filter((one) => one.subscriber === subscriber);
