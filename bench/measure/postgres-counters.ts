import type pg from 'pg';

/**
 * What the whole server has done so far. `writeTransactions`: those that were given a number, which only a transaction that
 * writes is.
 */
export type PostgresCounters = { writeTransactions: number; walBytes: number };

export async function readPostgresCounters(client: pg.Client): Promise<PostgresCounters> {
  const { rows } = await client.query<{ xid: string; wal: string }>(
    `select pg_snapshot_xmax(pg_current_snapshot())::text as xid, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as wal`,
  );
  return { writeTransactions: Number(rows[0]?.xid), walBytes: Number(rows[0]?.wal) };
}
