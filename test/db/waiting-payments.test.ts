import { useOwnDatabase } from '../support/own-database.ts';
import { newPayment, newPayNo } from '../support/payments.ts';

const own = useOwnDatabase();

/** Payments of which these subscribers must hear, recorded so many seconds ago; gives their pay numbers in order. */
async function recorded(subscribers: string[], { count = 1, secondsAgo = 60 } = {}): Promise<string[]> {
  const payNos = Array.from({ length: count }, newPayNo).sort();
  for (const payNo of payNos) await newPayment(own(), {}, payNo);
  await own().pool.query(
    `insert into orders.payment_results (pay_no, result_id, result, message, subscriptions, not_matched, recorded_at)
     select unnest($1::text[]), 'paid', 'paid', '{}', $2, '[]', now() - make_interval(secs => $3)`,
    [payNos, JSON.stringify(subscribers.map((name) => ({ name }))), secondsAgo],
  );
  return payNos;
}

const settle = (payNo: string | undefined, subscriber: string) =>
  own().pool.query(
    `insert into orders.deliveries (pay_no, result_id, subscriber, status, attempts, settled_at)
     values ($1, 'paid', $2, 'delivered', 1, now())`,
    [payNo, subscriber],
  );

const waiting = (subscriber: string, from: string | null = null) =>
  own().database.listWaitingPayments({ subscribers: [subscriber], from, until: null, after: '' });

test('payments wait for a subscriber that was not told, whoever else was', async () => {
  const [open, told] = await recorded(['slow', 'fast'], { count: 2 });
  await settle(open, 'fast');
  await settle(told, 'slow');
  expect((await waiting('slow')).payNos).toEqual([open]);
  expect((await waiting('nobody')).payNos).toEqual([]);
});

test('they are found page by page, each once', async () => {
  const payNos = await recorded(['many'], { count: 150 });
  const first = await waiting('many');
  const { until } = first;
  const rest = await own().database.listWaitingPayments({
    ...{ subscribers: ['many'], from: null, until, after: first.payNos.at(-1) ?? '' },
  });
  expect([...first.payNos, ...rest.payNos]).toEqual(payNos);
  expect(rest.until).toBe(until);
});

test('what is recorded after a look is found by the next, and what was found is not found again', async () => {
  const [before] = await recorded(['watched']);
  await recorded(['watched'], { secondsAgo: 0 }); // may be committed a moment late
  const { payNos, until } = await waiting('watched');
  expect(payNos).toEqual([before]);
  const [late] = await recorded(['watched'], { secondsAgo: -3_600 });
  await own().pool.query(`update orders.payment_results set recorded_at = $2 where pay_no = $1`, [late, until]);
  expect((await waiting('watched', until)).payNos).toEqual([late]);
});
