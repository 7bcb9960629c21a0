import { useOwnDatabase } from '../support/own-database.ts';
import { newPayment, subscriber } from '../support/payments.ts';

const own = useOwnDatabase();

const register = (name: string) => own().database.insertSubscriber(subscriber(name));
const recent = (name: string) => own().database.countRecentAttempts(name);

/** So many attempts at it that failed so many seconds ago. */
const failed = (name: string, count: number, secondsAgo = 0) =>
  own().pool.query(
    `insert into orders.delivery_attempts (pay_no, result_id, subscriber, attempt, error, failed_at)
     select 'P1', 'paid', $1, n, '503', now() - make_interval(secs => $3) from generate_series(1, $2) n`,
    [name, count, secondsAgo],
  );

/** A delivery to it so many seconds ago. */
async function settled(name: string, secondsAgo: number, status: 'delivered' | 'skipped' = 'delivered'): Promise<void> {
  const { payNo, order } = await newPayment(own());
  const { orderId, orderType, outBusinessId, userId, amount } = order;
  const about = { payNo, orderId, orderType, outBusinessId, userId, amount, refundedMinor: 0 };
  const result = { messageType: 'payresult_notify', resultId: 'paid', result: 'paid', provider: 'alipay', ...about } as const;
  await own().database.insertResult({
    result: { ...result, transactionId: 'T1', occurredAt: '2026-11-23T06:00:00.000Z' },
    subscriptions: [subscriber(name)],
    notMatched: [],
  });
  const settledAt = new Date(Date.now() - secondsAgo * 1000).toISOString();
  const delivery = { resultId: 'paid', subscriber: name, status, settledAt, attempts: 1, lastError: null };
  await own().database.recordSettledDeliveries({ payNo, deliveries: [delivery] });
}

/** It was registered and resumed so many seconds ago. */
const since = (name: string, { registered, resumed }: { registered: number; resumed: number | null }) =>
  own().pool.query(
    `update orders.subscribers
     set created_at = now() - make_interval(secs => $2), resumed_at = now() - make_interval(secs => $3) where name = $1`,
    [name, registered, resumed],
  );

describe('the attempts at a subscriber of late', () => {
  test('are its own failures of a minute, and its deliveries of two', async () => {
    await register('busy');
    await register('other');
    await since('busy', { registered: 3600, resumed: null });
    await failed('busy', 3);
    await failed('busy', 2, 55);
    await failed('busy', 7, 65);
    await failed('other', 11);
    await settled('busy', 1);
    await settled('busy', 115);
    await settled('busy', 125);
    await settled('busy', 1, 'skipped');
    expect(await recent('busy')).toEqual({ failed: 5, delivered: 2 });
    expect(await recent('other')).toEqual({ failed: 11, delivered: 0 });
  });

  test('are those since it was registered, and since it was resumed', async () => {
    await register('come-back');
    await since('come-back', { registered: 30, resumed: 10 });
    await failed('come-back', 1, 40);
    await failed('come-back', 2, 20);
    await failed('come-back', 4, 5);
    expect(await recent('come-back')).toEqual({ failed: 4, delivered: 0 });
    await since('come-back', { registered: 30, resumed: null });
    expect(await recent('come-back')).toEqual({ failed: 6, delivered: 0 });
  });

  test('are not counted where it is paused or gone; once it is resumed they are counted anew', async () => {
    await register('stopped');
    await failed('stopped', 5);
    await own().database.setSubscriberStatus({ name: 'stopped', pausedBy: 'ann' });
    expect(await recent('stopped')).toBeUndefined();
    await own().database.setSubscriberStatus({ name: 'stopped', pausedBy: null });
    expect(await recent('stopped')).toEqual({ failed: 0, delivered: 0 });
    await own().database.removeSubscriber('stopped');
    expect(await recent('stopped')).toBeUndefined();
    expect(await recent('nobody-of-that-name')).toBeUndefined();
  });
});

describe("the guard's pause", () => {
  const pause = (name: string, pausedBy: string | null) => own().database.setSubscriberStatus({ name, pausedBy });
  const pausedBy = async (name: string) => (await own().database.findSubscriber(name))?.pausedBy;

  test("gives way to a person's, and takes nobody's place", async () => {
    await register('guarded');
    expect(await pause('guarded', 'subscriberGuard')).toBe(true);
    expect(await pause('guarded', 'subscriberGuard')).toBe(false);
    expect(await pause('guarded', 'ann')).toBe(true);
    expect(await pause('guarded', 'subscriberGuard')).toBe(false);
    expect(await pause('guarded', 'bob')).toBe(false);
    expect(await pausedBy('guarded')).toBe('ann');
  });

  test('is the only one that the guard ends', async () => {
    await register('resumed');
    expect(await own().database.resumeGuarded('resumed')).toBe(false);
    await pause('resumed', 'ann');
    expect(await own().database.resumeGuarded('resumed')).toBe(false);
    await pause('resumed', null);
    await pause('resumed', 'subscriberGuard');
    expect(await own().database.resumeGuarded('resumed')).toBe(true);
    expect(await pausedBy('resumed')).toBeNull();
  });
});
