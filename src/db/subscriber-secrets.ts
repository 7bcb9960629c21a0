import type { Queryable } from './pool.ts';

/** `secret` is encrypted. */
export type SubscriberSecret = { subscriber: string; secret: Buffer };

export async function insertSubscriberSecret(db: Queryable, { subscriber, secret }: SubscriberSecret): Promise<void> {
  await db.query('insert into orders.subscriber_secrets (subscriber, secret) values ($1, $2)', [subscriber, secret]);
}

/** Those that are valid now, the newest first. */
export async function listSubscriberSecrets(db: Queryable, subscriber: string): Promise<Buffer[]> {
  const { rows } = await db.query<{ secret: Buffer }>(
    `select secret from orders.subscriber_secrets
     where subscriber = $1 and (expires_at is null or expires_at > now())
     order by secret_id desc`,
    [subscriber],
  );
  return rows.map(({ secret }) => secret);
}

/** A new secret; the one before it stays valid for 24 hours besides. What has expired is gone. */
export async function rotateSubscriberSecret(db: Queryable, { subscriber, secret }: SubscriberSecret): Promise<void> {
  await db.query(
    `with expired as (
       delete from orders.subscriber_secrets where subscriber = $1 and expires_at <= now()
     ), expiring as (
       update orders.subscriber_secrets set expires_at = now() + interval '24 hours' where subscriber = $1 and expires_at is null
     )
     insert into orders.subscriber_secrets (subscriber, secret) values ($1, $2)`,
    [subscriber, secret],
  );
}

/** At once: no call is signed with any of them any more. */
export async function deleteSubscriberSecrets(db: Queryable, subscriber: string): Promise<void> {
  await db.query('delete from orders.subscriber_secrets where subscriber = $1', [subscriber]);
}
