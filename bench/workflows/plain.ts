import { proxyActivities } from '@temporalio/workflow';
import type { PlainActivities } from '../processes/plain-worker.ts';
import type { Payment } from '../processes/record.ts';

const { savePayment, notifySubscriber } = proxyActivities<PlainActivities>({ startToCloseTimeout: '1 minute' });

/** As somebody writes it who has read the public samples. */
export async function notifyPayment(payment: Payment, subscribers: string[]): Promise<void> {
  await savePayment(payment);
  await Promise.all(subscribers.map((subscriber) => notifySubscriber(subscriber, payment)));
}
