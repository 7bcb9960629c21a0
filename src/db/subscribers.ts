import type { ResultKind } from '../domain/payment-result.ts';
import type { RetryPolicy, Subscriber } from '../domain/subscription.ts';
import type { Queryable } from './pool.ts';

type SubscriberRow = {
  name: string;
  kind: 'activity';
  task_queue: string;
  activity: string;
  order_types: string[] | null;
  results: ResultKind[] | null;
  retry: RetryPolicy;
  timeout_seconds: number;
  status: 'active' | 'paused';
};

const toSubscriber = (row: SubscriberRow): Subscriber => ({
  name: row.name,
  kind: row.kind,
  taskQueue: row.task_queue,
  activity: row.activity,
  orderTypes: row.order_types,
  results: row.results,
  retry: row.retry,
  timeoutSeconds: row.timeout_seconds,
  status: row.status,
});

const values = (subscriber: Subscriber): unknown[] => [
  subscriber.name,
  subscriber.kind,
  subscriber.taskQueue,
  subscriber.activity,
  subscriber.orderTypes,
  subscriber.results,
  JSON.stringify(subscriber.retry),
  subscriber.timeoutSeconds,
];

/** Everybody who is told of results from now on, by name. */
export async function listSubscribers(db: Queryable): Promise<Subscriber[]> {
  const { rows } = await db.query<SubscriberRow>('select * from orders.subscribers where removed_at is null order by name');
  return rows.map(toSubscriber);
}

export async function findSubscriber(db: Queryable, name: string): Promise<Subscriber | undefined> {
  const { rows } = await db.query<SubscriberRow>('select * from orders.subscribers where name = $1 and removed_at is null', [
    name,
  ]);
  return rows[0] && toSubscriber(rows[0]);
}

/** A new subscriber, or one that was removed before. `false` where the name is taken. */
export async function insertSubscriber(db: Queryable, subscriber: Subscriber): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into orders.subscribers (name, kind, task_queue, activity, order_types, results, retry, timeout_seconds)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (name) do update
     set kind = excluded.kind, task_queue = excluded.task_queue, activity = excluded.activity,
         order_types = excluded.order_types, results = excluded.results, retry = excluded.retry,
         timeout_seconds = excluded.timeout_seconds, status = 'active', created_at = now(), removed_at = null
     where subscribers.removed_at is not null`,
    values(subscriber),
  );
  return rowCount === 1;
}

/** A subscriber that the code lists: inserted once, never overwritten, and left removed once it was removed. */
export async function insertListedSubscriber(db: Queryable, subscriber: Subscriber): Promise<void> {
  await db.query(
    `insert into orders.subscribers (name, kind, task_queue, activity, order_types, results, retry, timeout_seconds)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (name) do nothing`,
    values(subscriber),
  );
}

/** Changes the settings of a subscriber for the results that are recorded from now on. `false` where there is none. */
export async function updateSubscriber(db: Queryable, subscriber: Subscriber): Promise<boolean> {
  const { rowCount } = await db.query(
    `update orders.subscribers
     set kind = $2, task_queue = $3, activity = $4, order_types = $5, results = $6, retry = $7, timeout_seconds = $8
     where name = $1 and removed_at is null`,
    values(subscriber),
  );
  return rowCount === 1;
}

/** The deliveries that this subscriber still has to get, as far as Postgres knows. */
export async function listUnsettledDeliveries(db: Queryable, subscriber: string): Promise<{ payNo: string; resultId: string }[]> {
  const { rows } = await db.query<{ pay_no: string; result_id: string }>(
    `select pay_no, result_id from orders.payment_results r
     where settled_at is null and subscriptions @> $2::jsonb and not exists (
       select from orders.deliveries d
       where d.pay_no = r.pay_no and d.result_id = r.result_id and d.subscriber = $1)
     order by recorded_at`,
    [subscriber, JSON.stringify([{ name: subscriber }])],
  );
  return rows.map((row) => ({ payNo: row.pay_no, resultId: row.result_id }));
}

export async function removeSubscriber(db: Queryable, name: string): Promise<void> {
  await db.query('update orders.subscribers set removed_at = now() where name = $1 and removed_at is null', [name]);
}
