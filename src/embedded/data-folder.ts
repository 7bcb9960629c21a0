import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordedProcess, recordProcess, stopRecordedProcess } from './process-record.ts';

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
/** Where `npm run dev` keeps its data; the cache of fetched programs and the folders of demos lie in it too. */
export const defaultDataFolder = join(projectFolder, '.paynotify');

/**
 * Makes this process the one that runs on `folder`, and stops by pid what a run that was killed has left there.
 * @throws an error of one line when a living process runs on it.
 */
export async function claimDataFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  claim(folder);
  await Promise.all(readdirSync(folder).map((part) => stopLeftover(folder, part)));
}

export const releaseDataFolder = (folder: string): void => rmSync(ownerFile(folder), { force: true });

/**
 * A fresh data folder for a demo or a test run, claimed. Older ones whose owner was killed are removed; one whose owner
 * has released it stays.
 */
export async function temporaryDataFolder(purpose: string): Promise<string> {
  mkdirSync(defaultDataFolder, { recursive: true, mode: 0o700 });
  const others = readdirSync(defaultDataFolder).filter((name) => name.startsWith(`${purpose}-`));
  for (const name of others) await removeIfAbandoned(join(defaultDataFolder, name));
  const folder = mkdtempSync(join(defaultDataFolder, `${purpose}-`));
  await claimDataFolder(folder);
  return folder;
}

async function removeIfAbandoned(folder: string): Promise<void> {
  if (!existsSync(ownerFile(folder)) || recordedProcess(ownerFile(folder)) !== undefined) return;
  await claimDataFolder(folder);
  rmSync(folder, { recursive: true, force: true });
}

const ownerFile = (folder: string): string => join(folder, 'owner');

/** Making a link succeeds for one of two who try at the same time. */
function claim(folder: string): void {
  const mine = join(folder, `owner.${process.pid}`);
  recordProcess(mine, process.pid);
  try {
    const owner = recordedProcess(ownerFile(folder));
    if (owner !== undefined && owner !== process.pid)
      throw new Error(`a stack runs on ${folder} already (process ${owner}): use that one, or stop it first`);
    releaseDataFolder(folder);
    linkSync(mine, ownerFile(folder));
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Postgres takes SIGINT as: end the sessions, write everything down, stop. For the others, SIGTERM is that. */
async function stopLeftover(folder: string, part: string): Promise<void> {
  const record = join(folder, part, 'process');
  if (existsSync(record)) await stopRecordedProcess(record, part === 'postgres' ? 'SIGINT' : 'SIGTERM');
}
