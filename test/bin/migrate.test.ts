import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Client } from 'pg';
import { runBin } from '../support/run-bin.ts';

const { TEST_DATABASE_URL: serverUrl = '', TEST_TEMPORAL_ADDRESS: temporal = '' } = process.env;
const name = `empty_${randomBytes(6).toString('hex')}`;
const url = new URL(serverUrl);
url.pathname = `/${name}`;

async function query<Row extends object>(connectionString: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  return client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

beforeAll(() => query(serverUrl, `create database ${name}`));
afterAll(() => query(serverUrl, `drop database ${name} with (force)`));

const migrate = () => runBin('migrate', [], { DATABASE_URL: url.href, TEMPORAL_ADDRESS: temporal, LOG_LEVEL: 'info' });
const applied = () =>
  query<{ name: string; run_on: Date }>(url.href, 'select name, run_on from paynotify_migrations order by id');

test('an empty database is brought up to date, also by three at the same moment, and a repeat changes nothing', async () => {
  for (const { code, err } of await Promise.all([migrate(), migrate(), migrate()]))
    expect({ code, err }).toEqual({ code: 0, err: '' });
  const first = await applied();
  expect(first.map((migration) => `${migration.name}.sql`)).toEqual(readdirSync('migrations').sort());

  expect(await migrate()).toMatchObject({ code: 0, err: '' });
  expect(await applied()).toEqual(first);
  const subscribers = await query(url.href, 'select name, removed_at from orders.subscribers');
  expect(subscribers).toEqual([{ name: 'course-enrollment', removed_at: null }]);
});

test('with Postgres away it fails with one line that says so', async () => {
  const away = { DATABASE_URL: 'postgres://someone:secret-password@127.0.0.1:1/any', TEMPORAL_ADDRESS: temporal };
  const { code, err } = await runBin('migrate', [], away);
  expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(err).toMatch(/^migrate: .*ECONNREFUSED/);
  expect(err).not.toContain('secret-password');
});

test('with Temporal away it fails with one line that says so', async () => {
  const { code, err } = await runBin('migrate', [], { DATABASE_URL: url.href, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(err).toMatch(/^migrate: /);
});
