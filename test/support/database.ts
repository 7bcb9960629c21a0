import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const template = 'paynotify_template';

export type TestDatabase = {
  url: string;
  /** Also with connections open: they are ended. */
  drop(): Promise<void>;
};

/** Makes what the test files' databases are copied from. */
export async function createTemplate(serverUrl: string, migrate: (url: string) => Promise<void>): Promise<void> {
  await execute(serverUrl, `create database ${template}`);
  await migrate(urlOf(serverUrl, template));
}

/** A database of the test file's own, with all tables and nothing in them. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { TEST_DATABASE_URL: serverUrl = '' } = process.env;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(serverUrl, `create database ${name} template ${template}`);
  return { url: urlOf(serverUrl, name), drop: () => execute(serverUrl, `drop database ${name} with (force)`) };
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
