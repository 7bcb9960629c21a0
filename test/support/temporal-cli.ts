import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultDataFolder } from '../../src/embedded/data-folder.ts';
import { temporalCli } from '../../src/embedded/executables.ts';
import { findExecutable, usualSources } from '../../src/embedded/find-executable.ts';

const run = promisify(execFile);

/** Temporal's own program: from where the stack under test has it. */
export const findTemporalCli = (): Promise<string> =>
  findExecutable(temporalCli, {
    cacheFolder: join(defaultDataFolder, 'cache'),
    env: process.env,
    sources: usualSources,
    report: () => undefined,
  });

/** What `temporal <parameters>` prints, as an operator types it. */
export async function temporalSays(address: string, ...parameters: string[]): Promise<string> {
  const { stdout } = await run(await findTemporalCli(), [...parameters, '--address', address, '--disable-config-file']);
  return stdout;
}
