import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeExit, startChild } from './child-process.ts';
import { projectFolder } from './data-folder.ts';
import type { Environment } from './environment.ts';
import { tiedToParent } from './tied-to-parent.ts';
import { lastLines } from './wait-until-ready.ts';

/** Brings the tables and Temporal's namespace up to date. @throws with what the migration said last, when it fails. */
export async function runMigrations(
  options: { dataFolder: string; abort?: AbortSignal | undefined },
  env: Environment,
): Promise<void> {
  const logFile = join(options.dataFolder, 'migrate.log');
  writeFileSync(logFile, '');
  const command = [...tiedToParent('KILL'), process.execPath, join(projectFolder, 'dist/bin/migrate.js')];
  const child = await startChild({ command, env, logFile, abort: options.abort });
  const exit = await child.exited;
  if (exit.code !== 0)
    throw new Error(`the migrations failed (${describeExit(exit)}); the end of ${logFile}:\n${lastLines(logFile)}`);
}
