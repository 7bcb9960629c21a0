import { randomUUID } from 'node:crypto';
import type { DeliveryOrder, OpenPayment, RedeliveryOrder } from '../../src/domain/delivery.ts';
import type { Order } from '../../src/domain/order.ts';
import type { PaymentFact } from '../../src/domain/payment-fact.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import type { Subscriber } from '../../src/domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../../src/domain/temporal-names.ts';
import type { paymentNotification } from '../../src/workflows/payment-notification.ts';
import { eventually } from './eventually.ts';
import { newPayment, paidFact, subscriber } from './payments.ts';
import type { System } from './system.ts';

type OnPaymentResult = (message: PaymentResultMessage, attempt: number) => void | Promise<void>;

/** One test's own payments, and its own subscribers: they take nothing but its order type. */
export type Scene = ReturnType<typeof createScene>;

export function createScene({ database, notifications, notify: send, client, startSubscriberWorker }: System) {
  const orderType = `type-${randomUUID().slice(0, 18)}`; // at most 40 characters

  /** Said again where Temporal is too busy to take it in time: each of them may be said twice. */
  const retry = (payNo: string, name: string) => eventually(() => notifications.retryDelivery(payNo, byAnn(name)));
  const skip = (payNo: string, name: string) => eventually(() => notifications.skipDelivery(payNo, byAnn(name)));

  const handleOf = (payNo: string) => client.workflow.getHandle<typeof paymentNotification>(workflowIdOf(payNo));

  /** A subscriber of which no worker runs. Its name must be new to the test file. */
  async function register(name: string, changes: Partial<Subscriber> = {}): Promise<void> {
    if (!(await database.insertSubscriber(subscriber(name, { orderTypes: [orderType], ...changes }))))
      throw new Error(`another test of this file has a subscriber ${name}`);
  }

  /** A worker of a task queue; gives the messages of all attempts, as they come. */
  async function listen(taskQueue: string, onPaymentResult: OnPaymentResult = () => undefined) {
    const attempts: PaymentResultMessage[] = [];
    const activity = async (message: PaymentResultMessage) => {
      attempts.push(message);
      await onPaymentResult(message, attempts.length);
    };
    await startSubscriberWorker(taskQueue, { onPaymentResult: activity });
    return attempts;
  }

  return {
    orderType,
    handleOf,
    register,
    listen,
    /** A subscriber with its worker; gives the messages of all attempts, as they come. */
    async subscribe(name: string, onPaymentResult?: OnPaymentResult, changes: Partial<Subscriber> = {}) {
      await register(name, changes);
      return listen(name, onPaymentResult);
    },
    newPayment: (changes: Partial<Order> = {}, payNo?: string) => newPayment({ database }, { orderType, ...changes }, payNo),
    send,
    notify: (payNo: string) => send(paidFact(payNo)),
    /** Makes a payment, and lets its provider tell of it. */
    async pay(changes: Partial<PaymentFact> = {}) {
      const { payNo, order } = await newPayment({ database }, { orderType });
      await send(paidFact(payNo, changes));
      return { payNo, order, handle: handleOf(payNo) };
    },
    status: (payNo: string) => handleOf(payNo).query<OpenPayment>('status'),
    /** A delivery as the workflow shows it. */
    async delivery(payNo: string, name: string) {
      const { results } = await handleOf(payNo).query<OpenPayment>('status');
      return results.flatMap(({ deliveries }) => deliveries).find((delivery) => delivery.subscriber === name);
    },
    /** The settled deliveries of a payment in Postgres, by subscriber. */
    async settled(payNo: string) {
      const results = await database.listResults(payNo);
      return results.flatMap((result) => result.settled).sort((a, b) => a.subscriber.localeCompare(b.subscriber));
    },
    /** The results of a payment that are not marked settled in Postgres. */
    async unsettled(payNo: string) {
      const results = await database.listResults(payNo);
      return results.filter(({ settledAt }) => settledAt === null);
    },
    /** Makes the history of a run so many events long, with signals that change nothing. */
    async lengthenHistory(payNo: string, events: number): Promise<void> {
      const { historyLength } = await handleOf(payNo).describe();
      for (let length = historyLength; length < events; length++) await retry(payNo, 'nobody-of-that-name');
    },
    /** As the API does: in the open run, or in a new one. */
    redeliver: (payNo: string, name: string, resultId = 'paid') =>
      client.workflow.signalWithStart<typeof paymentNotification, [RedeliveryOrder]>(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(payNo),
        taskQueue: PAYMENTS_TASK_QUEUE,
        args: [{ payNo }],
        signal: 'redeliver',
        signalArgs: [{ subscriber: name, resultId, by: 'ann', reason: 'their backup lost it' }],
      }),
    retry,
    skip,
  };
}

const byAnn = (name: string): DeliveryOrder => ({ subscriber: name, by: 'ann', reason: 'the customer called' });
