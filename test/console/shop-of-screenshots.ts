import { newPayNo as payNoOfShop } from '../../src/api/numbers.ts';
import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { courseEnrollment } from '../../src/subscribers/course-enrollment/index.ts';
import { listener } from '../api/fixture.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import type { System } from '../support/system.ts';

const COURSES: [title: string, amountMinor: number, userId: string][] = [
  ['Distributed systems', 8_880, 'student-1042'],
  ['Linear algebra, from the beginning', 12_900, 'student-2210'],
  ['Databases: what a commit is', 19_900, 'student-0871'],
  ['Typography for engineers', 6_600, 'student-3305'],
  ['Music theory I', 4_900, 'student-1042'],
  ['Reading classical Chinese', 9_900, 'student-0418'],
  ['Probability', 15_800, 'student-2764'],
];

/** Payments as a shop has them on an ordinary day: told, being retried, parked, held. Gives the one that has most to tell. */
export async function openShop(system: System): Promise<string> {
  const { database, startSubscriberWorker, notifications, db } = system;
  const slow = { ...DEFAULT_RETRY, initialIntervalSeconds: 0.4, backoffCoefficient: 5, maximumIntervalSeconds: 600 };
  await database.insertSubscriber({ ...courseEnrollment });
  await database.insertSubscriber(subscriber('bookkeeping', { retry: slow }));
  await database.insertSubscriber(subscriber('loyalty', { results: ['paid'] }));
  await database.insertSubscriber(subscriber('mailing', { orderTypes: ['60202'] }));
  const bookkeeping = listener(({ userId }) => {
    if (userId === 'student-1042') throw new Error('the ledger is closed for the night: HTTP 503 from ledger.internal');
  });
  const loyalty = listener(({ userId }) => {
    if (userId === 'student-0871' || userId === 'student-1042') throw new PermanentError('no loyalty account of this student');
  });
  await startSubscriberWorker('learning-center', { onPaymentResult: courseEnrollment.createActivity(db) });
  await startSubscriberWorker('bookkeeping', bookkeeping);
  await startSubscriberWorker('loyalty', loyalty);
  const payNos: string[] = [];
  for (const [title, amountMinor, userId] of COURSES) {
    const amount = { currency: 'CNY', amountMinor };
    const { payNo } = await newPayment(system, { title, amount, userId }, payNoOfShop());
    const paid = title === 'Probability' ? { currency: 'CNY', amountMinor: 1 } : amount;
    const at = new Date().toISOString();
    await notifications.notify(
      paidFact(payNo, {
        amount: paid,
        notificationId: `20261124${payNo.slice(-8)}`,
        transactionId: `4200${Date.now()}`,
        occurredAt: at,
      }),
    );
    payNos.push(payNo);
  }
  const [payNo = ''] = payNos;
  await eventually(async () => expect((await notifications.look(payNo))?.pending.get('bookkeeping/paid')?.attempts).toBe(3));
  await notifications.retryDelivery(payNo, { subscriber: 'loyalty', by: 'anna', reason: 'the account was made this morning' });
  await eventually(async () => {
    const process = await notifications.look(payNo);
    expect(process?.closed.get('loyalty/paid')?.attempts).toBe(2);
    expect(process?.pending.has('loyalty/paid')).toBe(false);
  });
  return payNo;
}
