import type pg from 'pg';
import { createDatabase } from '../../src/db/database.ts';
import { createPool } from '../../src/db/pool.ts';
import { SUBSCRIBER_DEFAULTS, type Subscriber } from '../../src/domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE } from '../../src/domain/temporal-names.ts';

/** Of an order type of the bench's own, so that nobody else is told of its payments. */
const ORDER_TYPE = 'bench';

/** `hosted`: its code lives in the payments worker; `activity`: on a task queue of its own. */
export type BenchKind = Extract<Subscriber['kind'], 'activity' | 'hosted'>;

/** More subscribers share task queues: a worker each would be a load of its own. */
const MOST_QUEUES = 50;

export const queueOf = (name: string): string => `queue-${Number(name.slice(1)) % MOST_QUEUES}`;

const subscriber = (name: string, kind: BenchKind): Subscriber => ({
  ...SUBSCRIBER_DEFAULTS,
  name,
  kind,
  ...(kind === 'hosted' ? { taskQueue: PAYMENTS_TASK_QUEUE, activity: name } : { taskQueue: queueOf(name) }),
  orderTypes: [ORDER_TYPE],
  results: ['paid'],
});

/** From here on these are told of payments, and nobody else. */
export async function register(databaseUrl: string, names: readonly string[], kind: BenchKind): Promise<Subscriber[]> {
  const subscribers = names.map((name) => subscriber(name, kind));
  const pool = createPool(databaseUrl, () => undefined);
  const database = createDatabase(pool);
  await pool.query('delete from orders.subscribers');
  for (const one of subscribers) await database.insertSubscriber(one);
  await pool.end();
  return subscribers;
}

/** Orders with a pay record each, as the API makes them, but that no watch is begun for them. */
export async function insertUnpaid(pool: pg.Pool, payNos: readonly string[]): Promise<void> {
  await pool.query(
    `insert into orders.orders (order_id, order_type, out_business_id, user_id, title, currency, amount_minor)
     select 'O' || n, '${ORDER_TYPE}', 'C' || n, 'U' || n, 'Distributed systems', 'CNY', 8880 from unnest($1::text[]) n`,
    [payNos],
  );
  await pool.query(
    `insert into orders.pay_records (pay_no, order_id, provider, currency, amount_minor)
     select n, 'O' || n, 'alipay', 'CNY', 8880 from unnest($1::text[]) n`,
    [payNos],
  );
}

/** Until there are so many payments, paid and told, as a system has them that has run for long. */
export async function fillWithPaid(pool: pg.Pool, count: number, told: readonly Subscriber[]) {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from orders.pay_records');
  const from = rows[0]?.count ?? 0;
  if (from >= count) return;
  const names = told.map(({ name }) => name);
  await pool.query(FILL, [from + 1, count, JSON.stringify(told), names]);
  await pool.query('vacuum (analyze)');
}

const FILL = `
  with stored as (
    select 'P-stored-' || n as pay_no, 'O-stored-' || n as order_id, n from generate_series($1::int, $2::int) n
  ), stored_orders as (
    insert into orders.orders (order_id, order_type, out_business_id, user_id, title, currency, amount_minor, status)
    select order_id, '${ORDER_TYPE}', 'C' || n, 'U' || n, 'Distributed systems', 'CNY', 8880, 'paid' from stored
  ), stored_pay_records as (
    insert into orders.pay_records (pay_no, order_id, provider, currency, amount_minor, status, transaction_id, paid_at)
    select pay_no, order_id, 'alipay', 'CNY', 8880, 'paid', 'T' || n, now() from stored
  ), stored_facts as (
    insert into orders.payment_facts
      (provider, notification_id, content, pay_no, event, transaction_id, currency, amount_minor, occurred_at)
    select 'alipay', 'N-stored-' || n, jsonb_build_array('paid', pay_no, 'T' || n, 'CNY', 8880, null, null)::text,
      pay_no, 'paid', 'T' || n, 'CNY', 8880, now()
    from stored
  ), stored_results as (
    insert into orders.payment_results (pay_no, result_id, result, message, subscriptions, not_matched, settled_at)
    select pay_no, 'paid', 'paid', jsonb_build_object(
        'messageType', 'payresult_notify', 'resultId', 'paid', 'result', 'paid', 'payNo', pay_no, 'orderId', order_id,
        'orderType', '${ORDER_TYPE}', 'outBusinessId', 'C' || n, 'userId', 'U' || n, 'provider', 'alipay',
        'transactionId', 'T' || n, 'amount', jsonb_build_object('currency', 'CNY', 'amountMinor', 8880), 'refundedMinor', 0,
        'occurredAt', '2026-11-24T00:00:00.000Z'),
      $3::jsonb, '[]'::jsonb, now()
    from stored
  )
  insert into orders.deliveries (pay_no, result_id, subscriber, status, attempts, settled_at)
  select pay_no, 'paid', subscriber, 'delivered', 1, now() from stored, unnest($4::text[]) subscriber`;
