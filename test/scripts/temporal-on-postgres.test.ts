import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startTemporalOnPostgres } from '../../scripts/temporal-on-postgres.js';

const script = join(__dirname, '..', '..', 'scripts', 'temporal-on-postgres.js');

test('what is no Postgres URL is refused in one line, before anything is built', async () => {
  for (const postgresUrl of ['', 'localhost:5432', 'mysql://root:x@127.0.0.1/', 'postgres:///postgres']) {
    await expect(startTemporalOnPostgres({ postgresUrl })).rejects.toThrow(/^POSTGRES_URL must be postgres:\/\/\S+, .+$/);
  }
});

test('the command says so and exits with 1', () => {
  const run = () => execFileSync(process.execPath, [script], { env: {}, encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(
    expect.objectContaining({ status: 1, stdout: '', stderr: expect.stringMatching(/^POSTGRES_URL must be .+\n$/) }),
  );
});
