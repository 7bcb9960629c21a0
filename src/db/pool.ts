import pg from 'pg';
import { Unavailable } from '../domain/errors.ts';

/** Whatever statements can be run on: the pool, or the one connection of a transaction. */
export type Queryable = {
  query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<pg.QueryResult<Row>>;
};

export type Pool = pg.Pool;

const names = new Map<string, string>();

/**
 * Prepared once a connection: planning a statement costs more than running it. So a statement must name its columns (`select *`
 * would fail for good on a connection that is older than the latest migration), and a pooler between here and Postgres must know
 * prepared statements (PgBouncer 1.21 or newer, `max_prepared_statements`).
 */
function prepared(text: string, values: unknown[] | undefined): pg.QueryConfig {
  if (!values) return { text };
  const name = names.get(text) ?? `paynotify_${names.size}`;
  names.set(text, name);
  return { name, text, values };
}

// Money and counts are bigint columns: they come as numbers, and never as wrong ones.
const BIGINT = 20;
pg.types.setTypeParser(BIGINT, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`);
  return value;
});

/**
 * Connections on which statements that are asked for at once are sent at once, and done in that order
 * (https://node-postgres.com/features/pipelining), and that give up on a silent network instead of hanging: 1.5 s to connect,
 * 5 s for a statement.
 * @param onIdleError hears of a connection that broke while nobody used it; the pool replaces it by itself.
 */
export function createPool(databaseUrl: string, onIdleError: (error: Error) => void): Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    pipeline: true,
    connectionTimeoutMillis: 1_500,
    query_timeout: 5_000,
    statement_timeout: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    application_name: 'paynotify',
  });
  pool.on('error', onIdleError);
  return pool;
}

/** The pool as something to run statements on. @throws Unavailable when Postgres does not answer. */
export const onPool = (pool: Pool): Queryable => ({
  query: (text, values) => pool.query(prepared(text, values)).catch(rethrow),
});

/**
 * All of `work` in one transaction, or nothing of it.
 * @throws Unavailable when Postgres does not answer, and whatever `work` throws.
 */
export async function inTransaction<Result>(pool: Pool, work: (tx: Queryable) => Promise<Result>): Promise<Result> {
  const client = await pool.connect().catch(rethrow);
  let broken: Error | undefined;
  const noteBroken = (error: Error) => {
    broken ??= error; // the transaction is gone with the connection, which must not go back to the pool
  };
  client.on('error', noteBroken); // the pool hears its idle connections only: unheard, this would end the process
  const tx: Queryable = { query: (text, values) => client.query(prepared(text, values)).catch(rethrow) };
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(noteBroken);
    throw error;
  } finally {
    if (!broken) client.off('error', noteBroken);
    client.release(broken);
  }
}

// SQLSTATE classes: no connection (08), out of resources (53), ended by an operator, a shutdown or a time limit (57, 25P03).
const NOT_THE_STATEMENTS_FAULT = /^(08|53|57|25P03)/;

/** Postgres itself refused a statement (with a SQLSTATE), or it could not be reached, is starting or is shutting down. */
function rethrow(error: unknown): never {
  const isStatementsOwn = error instanceof pg.DatabaseError && !NOT_THE_STATEMENTS_FAULT.test(error.code ?? '');
  const isOurs = error instanceof TypeError || error instanceof RangeError;
  throw isStatementsOwn || isOurs ? error : new Unavailable('Postgres', error);
}
