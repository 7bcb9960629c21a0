import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type FindOptions, platform } from './executable-source.ts';
import type { Executable } from './executables.ts';

/**
 * Puts the program at `path`: whole, verified by its hash, and at once, so that whoever looks for it meanwhile finds either
 * nothing or the program. Any number of processes may do it at the same time.
 * @throws when no source has it, with what to do about it.
 */
export async function fetchExecutable(executable: Executable, path: string, options: FindOptions): Promise<void> {
  const { name, version, pathVariable } = executable;
  const sources = executable.sha256[platform] ? options.sources : [];
  for (const source of sources) {
    options.report(`fetching ${name} ${version} from ${source.name}`);
    const problem = await inOwnFolder(dirname(path), async (folder) => {
      const program = await source.fetch(executable, folder, options);
      await assertGenuine(executable, program);
      await chmod(program, 0o755);
      await rename(program, path);
    }).then(() => undefined, reasonOf);
    if (!problem) return;
    options.abort?.throwIfAborted();
    options.report(`${source.name} does not have it: ${problem}`);
  }
  throw new Error(`no ${name} ${version} for ${platform} is to be had: install it yourself and set ${pathVariable} to the file`);
}

/** A folder beside the cached programs, on the same disk: only there is a rename one step. */
async function inOwnFolder(parent: string, work: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, '.fetching-'));
  await work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

async function assertGenuine({ name, version, sha256 }: Executable, program: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(program), hash);
  if (hash.digest('hex') !== sha256[platform]?.program) throw new Error(`what came is not ${name} ${version} (its hash differs)`);
}

function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
