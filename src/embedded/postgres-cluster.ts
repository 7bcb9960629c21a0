import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveToPostgres, postgresCommand } from './postgres-binaries.ts';

const run = promisify(execFile);

export type Cluster = { dataFolder: string; password: string };

/**
 * The database cluster in `folder`; made on the first call. A crash in the middle leaves nothing that looks like one.
 * Only who can read the password file (mode 600) can log in.
 */
export async function ensureCluster(folder: string): Promise<Cluster> {
  const dataFolder = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (!existsSync(dataFolder)) await makeCluster(folder, { dataFolder, passwordFile });
  return { dataFolder, password: readFileSync(passwordFile, 'utf8').trim() };
}

async function makeCluster(folder: string, made: { dataFolder: string; passwordFile: string }): Promise<void> {
  const unfinished = join(folder, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  giveToPostgres(unfinished);
  writeFileSync(made.passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  const [program = '', ...args] = postgresCommand('initdb', [
    ...['--pgdata', unfinished, '--username', 'postgres', '--pwfile', made.passwordFile, '--auth', 'scram-sha-256'],
    // Sorting and messages are the same on every machine.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ]);
  await run(program, args, { cwd: unfinished }).catch((error: Error & { stderr?: string }) => {
    throw new Error(`initdb failed: ${error.stderr?.trim() || error.message}`);
  });
  renameSync(unfinished, made.dataFolder);
}
