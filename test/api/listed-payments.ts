import { PermanentError } from '../../src/domain/errors.ts';
import type { Order } from '../../src/domain/order.ts';
import type { PaymentFact } from '../../src/domain/payment-fact.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact, subscriber } from '../support/payments.ts';
import { type System, useSystem } from '../support/system.ts';
import { listener, type TestApi, useApi } from './fixture.ts';

type Row = { payNo: string; state: string | null; [field: string]: unknown };
type Page = { payments: Row[]; nextCursor: string | null };

export const payNosOf = ({ payments }: Page): string[] => payments.map(({ payNo }) => payNo);

/** What a fact says, to be held. */
const otherAmount = { amount: { currency: 'CNY', amountMinor: 1 } };

const ORDER_TYPES: Record<string, string> = { done: 'fine', held: 'fine', parked: 'parks', processing: 'waits' };

/** Payments in every state, and their lists. Call it while the file is loaded. */
export function useListedPayments() {
  const system = useSystem({ unknownPaymentGraceSeconds: 1 });
  const api = useApi(system);
  beforeAll(() => subscribeByOrderType(system()));

  async function list(query: Record<string, string> = {}, of: TestApi = api()): Promise<Page> {
    const { status, body } = await of.call(`GET /payments?${new URLSearchParams(query)}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  }

  const becomes = (payNo: string, state: string): Promise<Row> =>
    eventually(async () => {
      const row = (await list({ q: payNo })).payments.find((payment) => payment.payNo === payNo);
      expect(row).toMatchObject({ state });
      return row as Row;
    });

  /** A payment that its provider has told of, and that is in this state by then. */
  async function paid(state: string, order: Partial<Order> = {}, fact: Partial<PaymentFact> = {}) {
    const made = await newPayment(system(), { orderType: ORDER_TYPES[state] ?? '', ...order });
    await system().notify(paidFact(made.payNo, { ...(state === 'held' && otherAmount), ...fact }));
    await becomes(made.payNo, state);
    return made;
  }

  return { system, api, list, becomes, paid };
}

/** One for each thing that can become of a payment. */
async function subscribeByOrderType({ database, startSubscriberWorker }: System): Promise<void> {
  const refuses = listener(() => {
    throw new PermanentError('no such account');
  });
  await database.insertSubscriber(subscriber('told', { orderTypes: ['fine'] }));
  await database.insertSubscriber(subscriber('refusing', { orderTypes: ['parks'] }));
  await database.insertSubscriber(subscriber('also-refusing', { orderTypes: ['parks'] }));
  await database.insertSubscriber(subscriber('asleep', { orderTypes: ['waits'] }));
  await startSubscriberWorker('told', listener());
  await startSubscriberWorker('refusing', refuses);
  await startSubscriberWorker('also-refusing', refuses);
}
