import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes the lock file of a Postgres that was killed. Postgres does so itself unless another program has got the pid
 * since, which after a restart of a container is the rule.
 * @throws when a Postgres really runs on this data.
 */
export function removeStaleLock(dataFolder: string): void {
  const lockFile = join(dataFolder, 'postmaster.pid');
  const pid = lockedBy(lockFile);
  if (pid === undefined) return;
  if (runsOn(dataFolder, pid)) throw new Error(`another Postgres (process ${pid}) runs on ${dataFolder}: stop it first`);
  rmSync(lockFile, { force: true });
}

function lockedBy(lockFile: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/** Postgres works in its data folder; where that cannot be seen, any living `postgres` counts, to be on the safe side. */
function runsOn(dataFolder: string, pid: number): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres');
  } catch {
    return false;
  }
}
