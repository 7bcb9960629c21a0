import { condition, setHandler } from '@temporalio/workflow';
import { recordingTime } from '../../../src/workflows/due.ts';
import { createLanes } from '../../../src/workflows/lanes.ts';
import { paymentFact } from '../../../src/workflows/messages.ts';
import { newPayment, takeFact } from '../../../src/workflows/payment.ts';
import type { PaymentNotificationInput } from '../../../src/workflows/payment-notification.ts';
import { recordFacts, recordSettled } from '../../../src/workflows/recording.ts';
import { createPublisher } from '../../../src/workflows/view.ts';

/** As the real one does when nothing goes wrong, but for two lines that have changed places. */
export async function paymentNotification({ payNo }: PaymentNotificationInput): Promise<void> {
  const payment = newPayment(payNo);
  const publish = createPublisher(payment);
  const lanes = createLanes(payment);
  setHandler(paymentFact, (fact) => takeFact(payment, fact));
  await recordFacts(payment, publish);
  publish(); // the real one starts the lanes first
  lanes.start();
  await condition(() => recordingTime(payment) === 0);
  await recordSettled(payment, publish);
  publish();
}
