import pg from 'pg';

/** The subscribers' table, and what the systems other than ours record a payment in. */
const TABLES = `
  create schema if not exists bench;
  create table if not exists bench.effects (
    idempotency_key text primary key,
    subscriber text not null,
    pay_no text not null,
    told_at timestamptz not null default now()
  );
  create table if not exists bench.orders (
    pay_no text primary key,
    amount_minor bigint not null,
    status text not null default 'unpaid',
    paid_at timestamptz
  );
  create table if not exists bench.payment_facts (
    notification_id text primary key,
    pay_no text not null,
    amount_minor bigint not null,
    recorded_at timestamptz not null default now()
  );`;

/** A pool of the harness's own, on a database with these tables. */
export async function openTables(url: string): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined); // the server is stopped before its clients
  await pool.query(TABLES);
  return pool;
}

/** Orders of the systems other than ours. */
export const insertOrders = (pool: pg.Pool, payNos: readonly string[]): Promise<unknown> =>
  pool.query('insert into bench.orders (pay_no, amount_minor) select unnest($1::text[]), 8880', [payNos]);
