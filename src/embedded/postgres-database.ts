import { Client } from 'pg';

/** Makes the database unless it is there. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  const { rowCount } = await queryOnce(serverUrl, `select from pg_database where datname = '${name}'`);
  if (rowCount === 0) await queryOnce(serverUrl, `create database ${name}`);
}

/** One statement over a connection of its own. It fails within seconds where nobody answers. */
export async function queryOnce(url: string, sql: string) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
