import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, describeExit, type Exit } from './child-process.ts';

export type Readiness = {
  /** For people, first word of the error: `Postgres`. */
  name: string;
  /** Asked again and again; false and an error both mean not yet. */
  ready: () => Promise<boolean>;
  child: Child;
  logFile: string;
  /** Only says when a process that hangs is given up: one that ends is seen at once. 120 where it is left out. */
  timeoutSeconds?: number;
};

/**
 * Resolves once the process answers.
 * @throws when it ends first or time is up (then it is killed), with the last lines it has printed.
 */
export async function waitUntilReady({ name, ready, child, logFile, timeoutSeconds = 120 }: Readiness): Promise<void> {
  let exit: Exit | undefined;
  void child.exited.then((value) => {
    exit = value;
  });
  const deadline = Date.now() + timeoutSeconds * 1000;
  const failed = (what: string) => new Error(`${name} ${what}; the end of ${logFile}:\n${lastLines(logFile)}`);
  while (!(await ready().catch(() => false))) {
    if (exit) throw failed(`stopped while starting (${describeExit(exit)})`);
    if (Date.now() > deadline) {
      await child.kill();
      throw failed(`does not answer after ${timeoutSeconds} s`);
    }
    await sleep(50);
  }
}

export const lastLines = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
