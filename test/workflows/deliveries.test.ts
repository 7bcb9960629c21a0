import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

test('a paid course is told to the subscriber once, and recorded', async () => {
  const { database, notifications, client, startSubscriberWorker } = system();
  const told: PaymentResultMessage[] = [];
  await database.insertSubscriber(subscriber('bookkeeping'));
  await startSubscriberWorker('bookkeeping', {
    onPaymentResult: async (message: PaymentResultMessage) => {
      told.push(message);
    },
  });
  const { payNo } = await newPayment(system());
  await notifications.notify(paidFact(payNo));
  const outcome = await client.workflow.getHandle(workflowIdOf(payNo)).result();
  expect(outcome).toEqual({ outcome: 'told', delivered: ['bookkeeping: paid'], skipped: [] });
  expect(told).toHaveLength(1);
});
