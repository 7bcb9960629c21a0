import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { courseEnrollment } from '../../src/subscribers/course-enrollment/index.ts';
import { listener, type TestApi, useApi } from '../api/fixture.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import { type System, useSystem } from '../support/system.ts';
import { createVisitor, type Visitor, wordsOf } from './fixture.ts';

/** The words of a payment's page, once they are as expected. */
export const says = (visitor: Visitor, payNo: string, words: string | RegExp): Promise<string> =>
  eventually(async () => {
    const said = wordsOf(await visitor.get(`/console/payments/${payNo}`));
    expect(said).toEqual(typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words));
    return said;
  });

const WAITS = /Course opened\. bookkeeping: retrying, attempt 4, next in .*loyalty: parked: no such account\./;

/** Payments of a course, as anna sees them in the console. Call it while the file is loaded. */
export function usePaidPayments() {
  const system = useSystem();
  const api = useApi(system);
  const state = { ledgerIsOpen: false, accountsAreThere: false };
  const bookkeeping = listener(() => {
    if (!state.ledgerIsOpen) throw new Error('the ledger is <closed>');
  });
  const loyalty = listener(() => {
    if (!state.accountsAreThere) throw new PermanentError('no such account');
  });
  beforeAll(() => subscribe(system(), { bookkeeping, loyalty }));
  beforeEach(() => void Object.assign(state, { ledgerIsOpen: false, accountsAreThere: false }));

  async function anna(of: () => TestApi = api): Promise<Visitor> {
    const visitor = createVisitor(of);
    await visitor.signIn();
    return visitor;
  }

  /** Paid: the course is opened, bookkeeping is tried again in a while, loyalty waits for a person. */
  async function paid() {
    const { payNo, order } = await newPayment(system());
    await system().notify(paidFact(payNo));
    const visitor = await anna();
    return { payNo, order, visitor, words: await says(visitor, payNo, WAITS) };
  }

  return { system, anna, paid, bookkeeping, state };
}

type Listeners = { bookkeeping: object; loyalty: object };

async function subscribe({ database, db, startSubscriberWorker }: System, { bookkeeping, loyalty }: Listeners): Promise<void> {
  const thriceThenLater = { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05, backoffCoefficient: 30, maximumIntervalSeconds: 50 };
  await database.insertSubscriber(courseEnrollment);
  await database.insertSubscriber(subscriber('bookkeeping', { retry: thriceThenLater, orderTypes: ['60201'] }));
  await database.insertSubscriber(subscriber('loyalty', { results: ['paid'], orderTypes: ['60201'] }));
  await database.insertSubscriber(subscriber('mailing', { orderTypes: ['60202'] }));
  await startSubscriberWorker('learning-center', { onPaymentResult: courseEnrollment.createActivity(db) });
  await startSubscriberWorker('bookkeeping', bookkeeping);
  await startSubscriberWorker('loyalty', loyalty);
}
