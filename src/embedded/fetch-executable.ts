import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type FindOptions, platform } from './executable-source.ts';
import type { Executable } from './executables.ts';
import { startTimeOf } from './process-record.ts';

/**
 * Puts the program at `path`: whole, verified by its hash, and at once, so that whoever looks for it meanwhile finds either
 * nothing or the program. Any number of processes may do it at the same time.
 * @throws when no source has it, with what to do about it.
 */
export async function fetchExecutable(executable: Executable, path: string, options: FindOptions): Promise<void> {
  const { name, version, pathVariable } = executable;
  const problems: string[] = [];
  for (const source of executable.sha256[platform] ? options.sources : []) {
    options.report(`fetching ${name} ${version} from ${source.name}`);
    const problem = await inOwnFolder(dirname(path), async (folder) => {
      const program = await source.fetch(executable, folder, options);
      await assertGenuine(executable, program);
      await chmod(program, 0o755);
      await rename(program, path);
    }).then(() => undefined, reasonOf);
    if (!problem) return;
    options.abort?.throwIfAborted();
    problems.push(`${source.name} does not have it: ${problem}`);
    options.report(problems.at(-1) ?? '');
  }
  const why = problems.map((problem) => `\n  ${problem}`).join('');
  throw new Error(
    `no ${name} ${version} for ${platform} is to be had: install it yourself and set ${pathVariable} to the file${why}`,
  );
}

/** A folder beside the cached programs, on the same disk: only there is a rename one step. */
async function inOwnFolder(parent: string, work: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `.fetching-${process.pid}-`));
  await work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

/** What a process that was killed has half fetched. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, pid] = /^\.fetching-(\d+)-/.exec(name) ?? [];
    if (pid && !startTimeOf(Number(pid))) await rm(join(parent, name), { recursive: true, force: true });
  }
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
