import { createDatabase, type Database } from '../../src/db/database.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export type OwnDatabase = { url: string; pool: Pool; database: Database; lost: Error[] };

/**
 * A database of the test file's own, with all tables and nothing in them; `lost` are the connections that broke while they were
 * idle. Call it while the file is loaded; it is there from `beforeAll` on, and dropped after the last test.
 */
export function useOwnDatabase(): () => OwnDatabase {
  let own: (OwnDatabase & Pick<TestDatabase, 'drop'>) | undefined;
  beforeAll(async () => {
    const { url, drop } = await createTestDatabase();
    const lost: Error[] = [];
    const pool = createPool(url, (error) => lost.push(error));
    own = { url, pool, database: createDatabase(pool), lost, drop };
  });
  afterAll(async () => {
    await own?.pool.end();
    await own?.drop();
  });
  return () => {
    if (!own) throw new Error('the database is there from beforeAll on');
    return own;
  };
}
