import { workflowIdOf } from '../../../src/domain/temporal-names.ts';
import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { newPayment, newPayNo, paidFact, subscriber } from '../../support/payments.ts';
import { useSystem } from '../../support/system.ts';
import { listener, notificationsAt, startApi, useApi } from '../fixture.ts';

const system = useSystem({ unknownPaymentGraceSeconds: 0 });
const api = useApi(system);
const bookkeeping = listener();

beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('bookkeeping'));
  await system().startSubscriberWorker('bookkeeping', bookkeeping);
});

/** Held: one cent was paid, or of a number that no order has. */
async function held(payNo?: string): Promise<string> {
  const number = payNo ?? (await newPayment(system())).payNo;
  await system().notify(paidFact(number, { amount: { currency: 'CNY', amountMinor: 1 } }));
  await eventually(async () => expect((await look(number)).status).toBe('held'));
  return number;
}

const look = async (payNo: string) => (await api().call(`GET /payments/${payNo}`)).body;
const BECAUSE = { reason: 'the bank confirms it' };
const decide = (payNo: string, word: 'approve' | 'reject', given: object = BECAUSE) =>
  api().call(`POST /payments/${payNo}/${word}`, given);
const toldOf = (payNo: string) => bookkeeping.told.filter((message) => message.payNo === payNo);
const over = (payNo: string) => system().client.workflow.getHandle(workflowIdOf(payNo)).result();

test('approve answers what became of the payment, and keeps who said so and why', async () => {
  const payNo = await held();
  const { status, body } = await decide(payNo, 'approve');
  expect({ status, body }).toMatchObject({ status: 200, body: { payNo, decision: 'approved', heldReason: null } });
  expect(body.deliveries).toMatchObject([{ subscriber: 'bookkeeping', resultId: 'paid' }]);
  await over(payNo);
  expect(toldOf(payNo)).toMatchObject([{ result: 'paid', amount: { amountMinor: 1 } }]);
  const decision = { approve: true, by: 'anna', reason: 'the bank confirms it' };
  expect(await look(payNo)).toMatchObject({ status: 'paid', facts: [{ decision }] });
});

test('reject leaves the payment rejected, and nobody is told', async () => {
  const payNo = await held();
  expect(await decide(payNo, 'reject')).toMatchObject({
    status: 200,
    body: { decision: 'rejected', heldReason: null, deliveries: [] },
  });
  await over(payNo);
  expect(await look(payNo)).toMatchObject({ status: 'rejected', facts: [{ decision: { approve: false, by: 'anna' } }] });
  expect(toldOf(payNo)).toEqual([]);
});

test('what is paid after its closing and rejected is shown as rejected, on its own and in a list', async () => {
  const { payNo } = await newPayment(system());
  await system().notify(paidFact(payNo, { notificationId: `closed-${payNo}`, event: 'closed' }));
  await eventually(async () => expect((await look(payNo)).status).toBe('closed'));
  await system().notify(paidFact(payNo));
  await eventually(async () => expect((await look(payNo)).status).toBe('held'));
  await decide(payNo, 'reject');
  await over(payNo);
  expect(await look(payNo)).toMatchObject({ status: 'rejected' });
  const { body } = await api().call(`GET /payments?q=${payNo}`);
  expect(body).toMatchObject({ payments: [{ payNo, status: 'rejected' }] });
  expect(toldOf(payNo)).toMatchObject([{ result: 'closed' }]);
});

test.each(['approve', 'reject'] as const)(
  '%s of what is not held is refused, while it is open, after it, and never begun',
  async (word) => {
    const decided = await held();
    await decide(decided, 'reject');
    const { payNo: unpaid } = await newPayment(system());
    for (const payNo of [decided, unpaid, 'P-nothing']) {
      const { status, type, body } = await decide(payNo, word);
      expect({ status, type, detail: body.detail }).toEqual({
        status: 409,
        type: 'application/problem+json',
        detail: 'the payment is not held',
      });
    }
  },
);

test('approve of a pay number that no order has is refused, reject is not', async () => {
  const payNo = await held(newPayNo());
  expect(await decide(payNo, 'approve')).toMatchObject({ status: 409, body: { detail: 'the pay number is still unknown' } });
  expect(await look(payNo)).toMatchObject({ status: 'held' });
  expect(await decide(payNo, 'reject')).toMatchObject({ status: 200 });
  await over(payNo);
  expect(await look(payNo)).toMatchObject({ status: 'rejected' });
});

test('a decision without a reason is refused', async () => {
  const payNo = await held();
  for (const given of [{}, { reason: ' ' }, { reason: 'fine', by: 'somebody else' }])
    expect(await decide(payNo, 'approve', given)).toMatchObject({ status: 400 });
  expect(await look(payNo)).toMatchObject({ status: 'held' });
});

test('with Temporal away a decision is answered 503, and not taken', async () => {
  const payNo = await held();
  const { notifications, close } = notificationsAt((await refusing()).address);
  const alone = await startApi({ database: system().database, notifications });
  expect(await alone.call(`POST /payments/${payNo}/approve`, BECAUSE)).toMatchObject({ status: 503 });
  expect(await look(payNo)).toMatchObject({ status: 'held' });
  await alone.app.close();
  await close();
});

// The last one: from then on no payments worker runs.
test('while no payments worker answers, a decision is answered 503 within seconds', async () => {
  const payNo = await held();
  await system().stopPaymentsWorkers();
  await eventually(async () => {
    const startedAt = Date.now();
    expect(await api().once.call(`POST /payments/${payNo}/approve`, BECAUSE)).toMatchObject({
      status: 503,
      type: 'application/problem+json',
    });
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });
});
