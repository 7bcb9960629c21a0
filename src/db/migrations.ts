import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

/** The names of this version's migrations, in their order. */
export const listMigrations = (): string[] =>
  readdirSync(migrationsFolder)
    .flatMap((file) => /^(.+)\.sql$/.exec(file)?.[1] ?? [])
    .sort();
