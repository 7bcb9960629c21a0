import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultDataFolder } from '../../src/embedded/data-folder.ts';

const run = promisify(execFile);

const cache = join(defaultDataFolder, 'cache', 'python');

/** A Python that has Temporal's SDK. @throws as `pythonWith` does. */
export const pythonWithTemporal = (): Promise<string> => pythonWith('temporalio==1.35.0');

/**
 * A Python that has this package: a virtual environment in the cache, made once.
 * @throws a sentence that says what is missing.
 */
export async function pythonWith(packageAndVersion: string): Promise<string> {
  const environment = join(cache, packageAndVersion);
  if (!existsSync(environment)) {
    await mkdir(cache, { recursive: true });
    const unfinished = await mkdtemp(join(cache, '.making-'));
    const made = makeEnvironment({ packageAndVersion, folder: unfinished, environment });
    await made.finally(() => rm(unfinished, { recursive: true, force: true }));
  }
  return join(environment, 'bin', 'python');
}

/** It is there at once and whole. Another test run may be faster meanwhile: its environment is as good. */
async function makeEnvironment({
  packageAndVersion,
  folder,
  environment,
}: Record<'packageAndVersion' | 'folder' | 'environment', string>) {
  await python('python3', '-m', 'venv', folder);
  await python(
    join(folder, 'bin', 'python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    packageAndVersion,
  );
  await rename(folder, environment).catch((error) => {
    if (!existsSync(environment)) throw error;
  });
}

async function python(program: string, ...parameters: string[]): Promise<void> {
  await run(program, parameters).catch((error) => {
    const said = error.code === 'ENOENT' ? `there is no ${program}` : `${error.stdout}${error.stderr}`.trim();
    throw new Error(
      `What others write in another language is tested in Python: that needs python3 (3.10 or later), venv and pip. ${said}`,
    );
  });
}
