import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startCommand } from '../support/processes.ts';
import { runBin } from '../support/run-bin.ts';

const { TEST_TEMPORAL_ADDRESS: temporal = '' } = process.env;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const environment = (port: number) => ({
  ...{ PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal, PORT: String(port) },
  ...{ API_TOKENS: 'ann=token-of-ann', SECRETS_KEY: 'a key that is longer than it has to be' },
});

test('one process is the API and every worker, and ends with all that it has in hand done', async () => {
  await runBin('migrate', [], environment(0));
  const all = startCommand(['all.js'], environment(0));
  try {
    await all.says('"event":"api.ready"');
    await all.says('"event":"worker.ready"');
    const [, address] = /"address":"([^"]+)"/.exec(all.out()) ?? [];
    await eventually(async () => expect((await fetch(`${address}/readyz`)).status).toBe(200));
    all.interrupt();
    expect(await all.exited).toBe(0);
    await expect(fetch(`${address}/readyz`)).rejects.toThrow();
  } finally {
    await all.end();
  }
});

test('without Temporal it ends with one line that says so', async () => {
  const { code, err } = await runBin('all', [], { ...environment(0), TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(code).toBe(1);
  expect(err.trim().split('\n')).toEqual([expect.stringMatching(/^all: .*(connect|Connection)/)]);
});
