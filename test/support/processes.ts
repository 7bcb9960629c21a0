import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../../src/embedded/data-folder.ts';
import type { Environment } from '../../src/embedded/environment.ts';
import { eventually } from './eventually.ts';

/** A command of ours as somebody runs it in a terminal. */
export type Command = {
  pid: number;
  /** All it has printed so far. */
  out: () => string;
  err: () => string;
  /** Its exit code; null where a signal ended it. */
  exited: Promise<number | null>;
  /** Resolves when it has printed this. */
  says: (words: string) => Promise<void>;
  /** Ctrl-C, as the terminal does it: to the whole process group. */
  interrupt: () => void;
  /** kill -9. */
  kill: () => Promise<void>;
  /** Interrupts it, and kills what does not end by that; nothing where it has ended. For who cleans up. */
  end: () => Promise<void>;
};

/** @param script of `dist/bin`, with its arguments. */
export function startCommand(script: string[], env: Environment, folder = projectFolder): Command {
  const [file = '', ...parameters] = script;
  const child = spawn(process.execPath, [join(folder, 'dist/bin', file), ...parameters], { env, cwd: folder, detached: true });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed.err += text;
  });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const pid = child.pid ?? 0;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const interrupt = () => {
    if (isRunning()) process.kill(-pid, 'SIGINT');
  };
  const kill = async () => {
    if (isRunning()) child.kill('SIGKILL');
    await exited;
  };
  return {
    pid,
    out: () => printed.out,
    err: () => printed.err,
    exited,
    says: (words) => eventually(() => expect(printed.out + printed.err).toContain(words)),
    interrupt,
    kill,
    async end() {
      const timer = setTimeout(() => void kill(), 120_000);
      interrupt();
      await exited;
      clearTimeout(timer);
    },
  };
}
