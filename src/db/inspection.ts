import type { Queryable } from './pool.ts';

export const MIGRATIONS_TABLE = 'paynotify_migrations';

/** `applied`: the migrations that were done, by name. */
export type PostgresState = { version: string; now: Date; applied: string[] };

/** How this Postgres is, whatever is in it. */
export async function inspectPostgres(db: Queryable): Promise<PostgresState> {
  const { rows } = await db.query<{ version: string; now: Date; is_begun: boolean }>(
    `select current_setting('server_version') as version, clock_timestamp() as now, to_regclass($1) is not null as is_begun`,
    [`public.${MIGRATIONS_TABLE}`],
  );
  const { version = '', now = new Date(Number.NaN), is_begun = false } = rows[0] ?? {};
  return { version, now, applied: is_begun ? await listApplied(db) : [] };
}

async function listApplied(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(`select name from public.${MIGRATIONS_TABLE} order by id`, []);
  return rows.map(({ name }) => name);
}
