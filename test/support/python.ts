import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultDataFolder } from '../../src/embedded/data-folder.ts';

const run = promisify(execFile);

const PACKAGE = 'temporalio==1.35.0';

const cache = join(defaultDataFolder, 'cache', 'python');
const environment = join(cache, PACKAGE);

/**
 * A Python that has Temporal's SDK: a virtual environment in the cache, made once.
 * @throws a sentence that says what is missing.
 */
export async function pythonWithTemporal(): Promise<string> {
  if (!existsSync(environment)) {
    await mkdir(cache, { recursive: true });
    const unfinished = await mkdtemp(join(cache, '.making-'));
    await makeEnvironment(unfinished).finally(() => rm(unfinished, { recursive: true, force: true }));
  }
  return join(environment, 'bin', 'python');
}

/** It is there at once and whole. Another test run may be faster meanwhile: its environment is as good. */
async function makeEnvironment(folder: string): Promise<void> {
  await python('python3', '-m', 'venv', folder);
  await python(join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE);
  await rename(folder, environment).catch((error) => {
    if (!existsSync(environment)) throw error;
  });
}

async function python(program: string, ...parameters: string[]): Promise<void> {
  await run(program, parameters).catch((error) => {
    const said = error.code === 'ENOENT' ? `there is no ${program}` : `${error.stdout}${error.stderr}`.trim();
    throw new Error(
      `A worker in another language is tested in Python: that needs python3 (3.10 or later), venv and pip. ${said}`,
    );
  });
}
