import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact } from '../support/payments.ts';
import { wordsOf } from './fixture.ts';
import { says, usePaidPayments } from './paid-payments.ts';

const { system, anna, paid, bookkeeping, state } = usePaidPayments();

describe('what a person does on it', () => {
  const because = 'the account was made this morning';

  test('retry: the delivery is tried again, and who asked for it, and why, is part of what happened', async () => {
    const { payNo, visitor } = await paid();
    state.accountsAreThere = true;
    const done = await visitor.post(`/console/payments/${payNo}/deliveries`, {
      act: 'retry',
      subscriber: 'loyalty',
      reason: because,
    });
    expect(done).toMatchObject({ status: 303, location: `/console/payments/${payNo}?done=retry` });
    expect(wordsOf(await visitor.get(String(done.location)))).toContain('Another attempt was asked for.');
    const words = await says(visitor, payNo, 'loyalty was told: Paid');
    expect(words).toContain(`anna asked for another attempt for loyalty “${because}”`);
    expect(words).toMatch(/loyalty Delivered Paid Attempts 2 attempts .* Attempt 1: failed.* Attempt 2: delivered/);
  });

  test('skip: it is never told, and the page says who decided that', async () => {
    const { payNo, visitor } = await paid();
    for (const name of ['loyalty', 'bookkeeping'])
      await visitor.post(`/console/payments/${payNo}/deliveries`, { act: 'skip', subscriber: name, reason: because });
    await eventually(async () => expect((await system().notifications.look(payNo))?.status).toBe('COMPLETED'));
    const words = await says(visitor, payNo, `anna skipped loyalty: Paid “${because}”`);
    expect(words).toContain('Done Paid. Course opened.');
    expect(words).not.toContain('Retry');
  });

  test('approve: everybody is told of a payment that was held', async () => {
    const { payNo } = await newPayment(system(), { orderType: 'none' });
    await system().notify(paidFact(payNo, { amount: { currency: 'CNY', amountMinor: 1 } }));
    const visitor = await anna();
    await says(
      visitor,
      payNo,
      'Held: the amount differs (CNY 88.80 was asked, the notification says CNY 0.01). Nobody is told before somebody approves.',
    );
    const done = await visitor.post(`/console/payments/${payNo}/decision`, { act: 'approve', reason: 'a discount of ours' });
    expect(done).toMatchObject({ status: 303, location: `/console/payments/${payNo}?done=approve` });
    expect(await says(visitor, payNo, 'Result: Paid')).toContain('anna approved it “a discount of ours”');
  });

  test('reject: nobody is told', async () => {
    const { payNo } = await newPayment(system());
    await system().notify(paidFact(payNo, { amount: { currency: 'CNY', amountMinor: 1 } }));
    const visitor = await anna();
    await says(visitor, payNo, 'Held: the amount differs');
    await visitor.post(`/console/payments/${payNo}/decision`, { act: 'reject', reason: 'not ours' });
    expect(await says(visitor, payNo, 'Rejected.')).toContain('anna rejected it “not ours”');
  });

  test('deliver once more: what was delivered is told again, with the same key, and the page says who asked for it', async () => {
    const { payNo, visitor } = await paid();
    state.ledgerIsOpen = true;
    await visitor.post(`/console/payments/${payNo}/deliveries`, { act: 'retry', subscriber: 'bookkeeping', reason: because });
    await says(visitor, payNo, 'bookkeeping was told: Paid');
    await visitor.post(`/console/payments/${payNo}/deliveries`, { act: 'skip', subscriber: 'loyalty', reason: because });
    await eventually(async () => expect((await system().notifications.look(payNo))?.status).toBe('COMPLETED'));
    const told = () => bookkeeping.told.filter((message) => message.payNo === payNo);
    const before = told().length;
    const fields = { act: 'redeliver', subscriber: 'bookkeeping', resultId: 'paid', reason: 'the ledger was restored' };
    const done = await visitor.post(`/console/payments/${payNo}/redelivery`, fields);
    expect(done).toMatchObject({ status: 303, location: `/console/payments/${payNo}?done=redeliver` });
    await says(visitor, payNo, 'anna had bookkeeping told once more “the ledger was restored”');
    await eventually(() => expect(told()).toHaveLength(before + 1));
    expect(new Set(told().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await visitor.post(`/console/payments/${payNo}/redelivery`, { ...fields, subscriber: 'loyalty' })).toMatchObject({
      status: 409,
    });
  });

  test.each([
    ['without a reason', { act: 'retry', subscriber: 'loyalty', reason: ' ' }, 400, 'a reason is needed'],
    ['with too long a one', { act: 'retry', subscriber: 'loyalty', reason: 'x'.repeat(501) }, 400, 'a reason is needed'],
    ['of a kind that is not there', { act: 'destroy', subscriber: 'loyalty', reason: 'any' }, 400, 'Not done'],
    ['in somebody else’s name', { act: 'retry', subscriber: 'loyalty', reason: 'any', by: 'berta' }, 400, 'Not done'],
    [
      'to a subscriber that is not told',
      { act: 'retry', subscriber: 'mailing', reason: 'any' },
      404,
      'has no delivery to mailing',
    ],
    ['to a delivery that is settled', { act: 'skip', subscriber: 'course-enrollment', reason: 'any' }, 409, 'is delivered'],
  ])('%s is refused, and says why', async (_, fields, ...[status, words]) => {
    const { payNo, visitor } = await paid();
    const refused = await visitor.post(`/console/payments/${payNo}/deliveries`, fields);
    expect(refused).toMatchObject({ status, type: 'text/html' });
    expect(wordsOf(refused)).toContain(words);
  });

  test('what was written is not lost where it cannot be done, and there is a way back', async () => {
    const { payNo, visitor } = await paid();
    const fields = { act: 'retry', subscriber: 'loyalty', reason: 'x'.repeat(501) };
    const refused = await visitor.post(`/console/payments/${payNo}/deliveries`, fields);
    expect(refused.text).toContain(`<a href="/console/payments/${payNo}">Back to payment ${payNo}</a>`);
    expect(refused.text).toContain(`action="/console/payments/${payNo}/deliveries"`);
    expect(refused.text).toContain('name="subscriber" value="loyalty"');
    expect(refused.text).toContain(`value="${fields.reason}"`);
    expect(refused.text).toContain(`back=${encodeURIComponent(`/console/payments/${payNo}`)}"`);
  });

  test('to a payment that is not held is refused', async () => {
    const { payNo, visitor } = await paid();
    const refused = await visitor.post(`/console/payments/${payNo}/decision`, { act: 'approve', reason: 'any' });
    expect(refused).toMatchObject({ status: 409 });
    expect(wordsOf(refused)).toContain('the payment is not held');
  });
});
