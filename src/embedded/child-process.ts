import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Environment } from './environment.ts';
import { recordProcess } from './process-record.ts';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export const describeExit = ({ code, signal }: Exit): string => (signal ? `killed by ${signal}` : `exit code ${code}`);

export type Child = {
  pid: number;
  /** Resolves when it has ended, however it came. Never rejects. */
  exited: Promise<Exit>;
  /** Asks it to stop and waits for its end; after `graceSeconds` (20) it is killed. */
  stop(graceSeconds?: number): Promise<Exit>;
  /** SIGKILL: it can neither clean up nor refuse. */
  kill(): Promise<Exit>;
};

export type ChildOptions = {
  /** Program and arguments. */
  command: string[];
  env: Environment;
  /** What it prints is appended here. */
  logFile: string;
  /** Keeps its pid and start time here, for a later run that must stop what this one has left. */
  recordFile?: string;
  /** Each line of its standard output. */
  onLine?: (line: string) => void;
  /** What asks it to stop. */
  stopSignal?: 'SIGTERM' | 'SIGINT';
  /** Stops it. */
  abort?: AbortSignal | undefined;
};

/**
 * Starts a process in a process group of its own: Ctrl-C in the terminal reaches this process only, which then stops its
 * children in the right order.
 * @throws when the program cannot be run.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  options.abort?.throwIfAborted();
  const [program = '', ...args] = options.command;
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const stdout = options.onLine ? 'pipe' : log;
  const child = spawn(program, args, { env: options.env, detached: true, stdio: ['ignore', stdout, log] });
  closeSync(log);
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await once(child, 'spawn');
  if (options.recordFile) recordWhileRunning(options.recordFile, child.pid ?? 0, exited);
  if (options.onLine) followLines(child, options.logFile, options.onLine);
  const end = (signal: NodeJS.Signals, graceSeconds: number) => endChild({ child, exited }, signal, graceSeconds);
  const stop = (graceSeconds = 20) => end(options.stopSignal ?? 'SIGTERM', graceSeconds);
  options.abort?.addEventListener('abort', () => void stop());
  return { pid: child.pid ?? 0, exited, stop, kill: () => end('SIGKILL', 20) };
}

function recordWhileRunning(file: string, pid: number, exited: Promise<Exit>): void {
  recordProcess(file, pid);
  void exited.then(() => rmSync(file, { force: true }));
}

async function endChild(running: { child: ChildProcess; exited: Promise<Exit> }, signal: NodeJS.Signals, graceSeconds: number) {
  running.child.kill(signal);
  const timer = setTimeout(() => running.child.kill('SIGKILL'), graceSeconds * 1000);
  return running.exited.finally(() => clearTimeout(timer));
}

function followLines(child: ChildProcess, logFile: string, onLine: (line: string) => void): void {
  if (!child.stdout) return;
  createInterface({ input: child.stdout }).on('line', (line) => {
    appendFile(logFile, `${line}\n`, () => undefined);
    onLine(line);
  });
}
