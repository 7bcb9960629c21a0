import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../../src/embedded/child-process.ts';
import { bareEnvironment, type Environment } from '../../src/embedded/environment.ts';
import { tiedToParent } from '../../src/embedded/tied-to-parent.ts';
import { waitUntilReady } from '../../src/embedded/wait-until-ready.ts';

export type Program = {
  /** For people, and of its log. */
  name: string;
  /** Program and arguments. */
  command: string[];
  env: Environment;
  /** Its log is kept here. */
  folder: string;
  /** Is it of use yet? Where it is left out: once a line of its output is `ready` or an event of that kind. */
  ready?: () => Promise<boolean>;
};

/** Starts it and waits until it is of use; it does not outlive this process. @throws when it does not come up. */
export async function startProgram({ name, command, env, folder, ready }: Program): Promise<Child> {
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, `${name.replaceAll(' ', '-')}.log`);
  writeFileSync(logFile, '');
  let saidReady = false;
  const child = await startChild({
    command: [...tiedToParent('KILL'), ...command],
    env: { ...bareEnvironment(process.env), ...env },
    logFile,
    onLine: (line) => {
      saidReady ||= line === 'ready' || line.includes('.ready"');
    },
  });
  await waitUntilReady({ name, ready: ready ?? (async () => saidReady), child, logFile, timeoutSeconds: 60 });
  return child;
}

/** The command of a program of bench/processes. */
export const processCommand = (file: string): string[] => [
  process.execPath,
  ...['--import', fileURLToPath(new URL('../typescript.js', import.meta.url))],
  fileURLToPath(new URL(`../processes/${file}`, import.meta.url)),
];

export const answers = (url: string) => async (): Promise<boolean> => (await fetch(url)).ok;
