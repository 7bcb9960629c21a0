import type { ResultKind } from '../domain/payment-result.ts';
import { GUARD } from '../domain/subscriber-guard.ts';
import type { RetryPolicy, Subscriber, SubscriberKind } from '../domain/subscription.ts';
import type { Queryable } from './pool.ts';

type SubscriberRow = {
  name: string;
  kind: SubscriberKind;
  task_queue: string;
  activity: string;
  url: string | null;
  events: 'payment' | 'operator';
  order_types: string[] | null;
  results: ResultKind[] | null;
  filter: string | null;
  max_per_second: number | null;
  retry: RetryPolicy;
  timeout_seconds: number;
  status: 'active' | 'paused';
  paused_by: string | null;
};

const toSubscriber = (row: SubscriberRow): Subscriber => ({
  name: row.name,
  kind: row.kind,
  taskQueue: row.task_queue,
  activity: row.activity,
  url: row.url,
  events: row.events,
  orderTypes: row.order_types,
  results: row.results,
  filter: row.filter,
  maxPerSecond: row.max_per_second,
  retry: row.retry,
  timeoutSeconds: row.timeout_seconds,
  status: row.status,
  pausedBy: row.paused_by,
});

const values = (subscriber: Subscriber): unknown[] => [
  subscriber.name,
  subscriber.kind,
  subscriber.taskQueue,
  subscriber.activity,
  subscriber.url,
  subscriber.events,
  subscriber.orderTypes,
  subscriber.results,
  subscriber.filter,
  subscriber.maxPerSecond,
  JSON.stringify(subscriber.retry),
  subscriber.timeoutSeconds,
];

const COLUMNS = `name, kind, task_queue, activity, url, events, order_types, results, filter, max_per_second, retry, timeout_seconds`;
const PLACES = '$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12';

/** Everybody who is told of results from now on, by name. */
export async function listSubscribers(db: Queryable): Promise<Subscriber[]> {
  const { rows } = await db.query<SubscriberRow>(
    `select ${COLUMNS}, status, paused_by from orders.subscribers where removed_at is null order by name`,
  );
  return rows.map(toSubscriber);
}

export async function findSubscriber(db: Queryable, name: string): Promise<Subscriber | undefined> {
  const { rows } = await db.query<SubscriberRow>(
    `select ${COLUMNS}, status, paused_by from orders.subscribers where name = $1 and removed_at is null`,
    [name],
  );
  return rows[0] && toSubscriber(rows[0]);
}

/** Nobody else changes it until the transaction ends. */
export async function lockSubscriber(tx: Queryable, name: string): Promise<Subscriber | undefined> {
  const { rows } = await tx.query<SubscriberRow>(
    `select ${COLUMNS}, status, paused_by from orders.subscribers where name = $1 and removed_at is null for update`,
    [name],
  );
  return rows[0] && toSubscriber(rows[0]);
}

/** A new subscriber, or one that was removed before. `false` where the name is taken. */
export async function insertSubscriber(db: Queryable, subscriber: Subscriber): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into orders.subscribers (${COLUMNS})
     values (${PLACES})
     on conflict (name) do update
     set kind = excluded.kind, task_queue = excluded.task_queue, activity = excluded.activity, url = excluded.url,
         events = excluded.events, order_types = excluded.order_types, results = excluded.results, filter = excluded.filter,
         max_per_second = excluded.max_per_second, retry = excluded.retry, timeout_seconds = excluded.timeout_seconds,
         status = 'active', paused_by = null, created_at = now(), removed_at = null
     where subscribers.removed_at is not null`,
    values(subscriber),
  );
  return rowCount === 1;
}

/** A subscriber that the code lists: inserted once, never overwritten, and left removed once it was removed. */
export async function insertListedSubscriber(db: Queryable, subscriber: Subscriber): Promise<void> {
  await db.query(
    `insert into orders.subscribers (${COLUMNS})
     values (${PLACES})
     on conflict (name) do nothing`,
    values(subscriber),
  );
}

/** Changes the settings of a subscriber for the results that are recorded from now on. `false` where there is none. */
export async function updateSubscriber(db: Queryable, subscriber: Subscriber): Promise<boolean> {
  const { rowCount } = await db.query(
    `update orders.subscribers
     set kind = $2, task_queue = $3, activity = $4, url = $5, events = $6, order_types = $7, results = $8, filter = $9,
         max_per_second = $10, retry = $11, timeout_seconds = $12
     where name = $1 and removed_at is null`,
    values(subscriber),
  );
  return rowCount === 1;
}

/**
 * Pauses a subscriber or lets it go on; `pausedBy` is null for the latter. Who paused it first stays, but anybody's pause takes the
 * place of the guard's, which would end by itself. `false` where there is none, or nothing changed.
 */
export async function setSubscriberStatus(
  db: Queryable,
  { name, pausedBy }: Pick<Subscriber, 'name' | 'pausedBy'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update orders.subscribers
     set status = $2, paused_by = $3, resumed_at = case when $2 = 'active' then now() else resumed_at end
     where name = $1 and removed_at is null and (status <> $2 or (paused_by = $4 and $3::text <> $4))`,
    [name, pausedBy === null ? 'active' : 'paused', pausedBy, GUARD],
  );
  return rowCount === 1;
}

/**
 * The pause by this one: no other has the same `activeSince`, when the subscriber was added or resumed before it. Undefined where
 * it is not paused, or by somebody else.
 */
export async function findPause(
  db: Queryable,
  { name, pausedBy }: Pick<Subscriber, 'name' | 'pausedBy'>,
): Promise<{ activeSince: Date } | undefined> {
  const { rows } = await db.query<{ activeSince: Date }>(
    `select greatest(created_at, resumed_at) as "activeSince" from orders.subscribers
     where name = $1 and removed_at is null and paused_by = $2`,
    [name, pausedBy],
  );
  return rows[0];
}

/** Lets a subscriber go on that the guard has paused. `false` where it is not paused, or by somebody else. */
export async function resumeGuarded(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update orders.subscribers set status = 'active', paused_by = null, resumed_at = now()
     where name = $1 and removed_at is null and paused_by = $2`,
    [name, GUARD],
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
