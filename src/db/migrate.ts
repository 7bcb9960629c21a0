import { runner } from 'node-pg-migrate';
import { MIGRATIONS_TABLE } from './inspection.ts';
import { migrationsFolder } from './migrations.ts';

/** Brings the schema up to date. May run at every start, and several at once: they wait for each other. */
export async function migrate(databaseUrl: string): Promise<void> {
  await runner({
    databaseUrl,
    dir: migrationsFolder,
    direction: 'up',
    migrationsTable: MIGRATIONS_TABLE,
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
}
