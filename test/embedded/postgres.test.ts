import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../src/embedded/ports.ts';
import { type RunningPostgres, startPostgres } from '../../src/embedded/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = join(temporaryFolder(), 'not-for-others', 'postgres');
const lockFile = join(folder, 'data', 'postmaster.pid');
const running: RunningPostgres[] = [];

async function start(port?: number): Promise<RunningPostgres> {
  const postgres = await startPostgres({ folder, port: port ?? (await freePort()), env: process.env });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

async function killed(postgres: RunningPostgres): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.exited;
}

beforeAll(() => {
  mkdirSync(join(folder, '..'), { recursive: true });
  chmodSync(join(folder, '..'), 0o700);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
});

test('what was committed is still there after a kill -9 and after a stop', async () => {
  const first = await start();
  await query(first.url, 'create table kept (n int)');
  await query(first.url, 'insert into kept values (1)');
  await killed(first);
  const second = await start();
  await query(second.url, 'insert into kept values (2)');
  await second.stop();
  const third = await start();
  expect((await query(third.url, 'select n from kept order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a stale lock is no obstacle, even when its pid belongs to another process by now', async () => {
  await killed(await start());
  const lines = readFileSync(lockFile, 'utf8').split('\n');
  writeFileSync(lockFile, [String(process.pid), ...lines.slice(1)].join('\n'));
  const { rows } = await query((await start()).url, 'show fsync');
  expect(rows).toEqual([{ fsync: 'on' }]);
});

test('a second Postgres on the same data is refused, and the first goes on', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(`another Postgres (process ${first.pid}) runs on ${join(folder, 'data')}: stop it first`);
  await query(first.url, 'select 1');
});

test('a port in use is said in the error', async () => {
  const port = await freePort();
  // It reads to the end of what comes: a socket that is not read never hears that its other end has closed, and stays.
  const other = createServer((socket) => socket.resume()).listen(port, '127.0.0.1');
  await expect(start(port)).rejects.toThrow(/Postgres stopped while starting[\s\S]*Address already in use/);
  other.close();
});

test('nobody logs in without the password, which only its owner can read', async () => {
  const { url } = await start();
  await expect(query(url.replace(/:[0-9a-f]{48}@/, ':guess@'), 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
});

test('it neither listens beyond 127.0.0.1 nor opens a socket file', async () => {
  const { url } = await start();
  const { rows } = await query(
    url,
    'select name, setting from pg_settings where name in ($$listen_addresses$$, $$unix_socket_directories$$)',
  );
  expect(rows).toEqual([
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'unix_socket_directories', setting: '' },
  ]);
});
