import { Context } from '@temporalio/activity';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { OPEN_PAYMENTS } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { newPayNo, refundFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { type System, useSystem } from '../support/system.ts';

/** Runs it for each, so many at a time. */
async function forEach<Item>(items: Item[], atOnce: number, run: (item: Item) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** What each payment's subscriber heard, in order. */
function byPayment(told: PaymentResultMessage[]): Map<string, string[]> {
  const heard = new Map<string, string[]>();
  for (const { payNo, result } of told) heard.set(payNo, [...(heard.get(payNo) ?? []), result]);
  return heard;
}

/** Every tenth payment is refunded in part, while it waits. */
const refundedOnes = (payNos: string[]): string[] => payNos.filter((_, index) => index % 10 === 0);

function expectAllInOrder(told: PaymentResultMessage[], payNos: string[]): void {
  const refunded = new Set(refundedOnes(payNos));
  const wanted = payNos.map((payNo) => [payNo, refunded.has(payNo) ? ['paid', 'partially_refunded'] : ['paid']]);
  expect(Object.fromEntries(byPayment(told))).toEqual(Object.fromEntries(wanted));
}

describe('a subscriber that is away for a month', () => {
  const system = useSystem({ time: 'skipping' });
  const MONTH_MS = 30 * 86_400_000;

  test('with 50 payments waiting delays nobody else, and hears of all of them in order when it is back', async () => {
    const scene = createScene(system());
    const accepted: PaymentResultMessage[] = [];
    const firstTries = new Map<string, number>();
    const awayForAMonth = (message: PaymentResultMessage) => {
      const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = Context.current().info;
      const since = firstTries.get(message.payNo) ?? scheduledTimestampMs;
      firstTries.set(message.payNo, since);
      if (currentAttemptScheduledTimestampMs - since < MONTH_MS) throw new Error('connect ECONNREFUSED');
      accepted.push(message);
    };
    const everyTwelveHours = { ...DEFAULT_RETRY, backoffCoefficient: 100, maximumIntervalSeconds: 43_200 };
    await scene.subscribe('away', awayForAMonth, { retry: everyTwelveHours });
    const others = await scene.subscribe('there');
    const payNos = Array.from({ length: 50 }, newPayNo);
    // One after the other: where many things happen at once, this server's clock may stop for good.
    for (const payNo of payNos) {
      await scene.newPayment({}, payNo);
      await scene.notify(payNo);
    }
    await eventually(() => expect(others).toHaveLength(payNos.length));
    for (const payNo of refundedOnes(payNos)) await system().notify(refundFact(payNo, 3000));
    await eventually(() => expect(others).toHaveLength(payNos.length + refundedOnes(payNos).length));
    expect(accepted).toEqual([]);
    for (const payNo of payNos) await scene.handleOf(payNo).result();
    expectAllInOrder(accepted, payNos);
    expectAllInOrder(others, payNos);
  });
});

describe('a subscriber that is paused', () => {
  const system = useSystem();

  test('with 1,000 payments waiting delays nobody else, and hears of all of them once and in order when it goes on', async () => {
    const scene = createScene(system());
    const paused = await scene.subscribe('paused-by-ann', undefined, { timeoutSeconds: 60 });
    const others = await scene.subscribe('not-paused', undefined, { timeoutSeconds: 60 });
    await system().database.setSubscriberStatus({ name: 'paused-by-ann', pausedBy: 'ann' });
    const payNos = Array.from({ length: 1_000 }, newPayNo);
    // First all orders: once payments come in, the worker has all of the pool.
    await forEach(payNos, 5, (payNo) => scene.newPayment({}, payNo));
    await forEach(payNos, 5, scene.notify);
    await eventually(() => expect(others).toHaveLength(1_000));
    await forEach(refundedOnes(payNos), 5, (payNo) => scene.send(refundFact(payNo, 3000)));
    await eventually(() => expect(others).toHaveLength(1_100));
    await eventually(async () => expect(await countParked(system())).toBe(1_000));
    expect(paused).toEqual([]);

    await system().database.setSubscriberStatus({ name: 'paused-by-ann', pausedBy: null });
    const signal = { name: 'subscriberChanged', input: { subscriber: 'paused-by-ann' } };
    await system().notifications.batches.signalAll({ query: OPEN_PAYMENTS, signal, by: 'ann', reason: 'it goes on' });
    await eventually(() => expect(paused).toHaveLength(1_100));
    expectAllInOrder(paused, payNos);
    expectAllInOrder(others, payNos);
    await eventually(async () => expect(await unsettled(system())).toEqual([{ count: 0 }]));
  }, 900_000);
});

async function countParked({ client }: System): Promise<number> {
  return (await client.workflow.count(`${OPEN_PAYMENTS} AND ParkedSubscribers = 'paused-by-ann'`)).count;
}

async function unsettled({ db }: System) {
  const { rows } = await db.query<{ count: number }>(
    'select count(*) as count from orders.payment_results where settled_at is null',
  );
  return rows;
}
