import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, describeExit, startChild } from './child-process.ts';
import { projectFolder } from './data-folder.ts';
import type { Environment } from './environment.ts';
import { tiedToParent } from './tied-to-parent.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export type ServiceOptions = {
  /** For people, and of its folder: `payments worker`. */
  name: string;
  /** Of `dist/bin`, with its arguments. */
  script: string[];
  env: Environment;
  dataFolder: string;
  /** When it is of use: the API once this URL answers with 200, a worker once it says so on a line of its log. */
  readyUrl?: string;
  /** Told when it ends unasked and when it is up again. */
  report: (line: string) => void;
  abort?: AbortSignal | undefined;
};

export type Service = {
  name: string;
  /** Of the process that runs now; another one after a restart. */
  pid(): number;
  /** Lets it finish what it has in hand. */
  stop(): Promise<void>;
};

/** One of our own processes, which is started again whenever it ends unasked; its log holds what all of them print. */
export async function startService(options: ServiceOptions): Promise<Service> {
  mkdirSync(folderOf(options), { recursive: true, mode: 0o700 });
  writeFileSync(join(folderOf(options), 'log'), '');
  const ending = new AbortController();
  options.abort?.addEventListener('abort', () => ending.abort());
  const running = { child: await startOnce(options, ending.signal) };
  const supervised = supervise(options, running, ending.signal);
  return {
    name: options.name,
    pid: () => running.child.pid,
    stop: () => {
      ending.abort();
      return supervised;
    },
  };
}

/** Waits longer before each restart while the service keeps failing to come up, 10 s at most. */
async function supervise(options: ServiceOptions, running: { child: Child }, ending: AbortSignal): Promise<void> {
  for (let failures = 0; ; ) {
    const exit = await running.child.exited;
    if (ending.aborted) return;
    if (failures === 0) options.report(`the ${options.name} ended unexpectedly (${describeExit(exit)}): starting it again`);
    try {
      running.child = await startOnce(options, ending);
      failures = 0;
      options.report(`the ${options.name} is up again`);
    } catch (error) {
      if (ending.aborted) return;
      failures++;
      options.report(error instanceof Error ? error.message : String(error));
      await sleep(Math.min(250 * 2 ** failures, 10_000), undefined, { signal: ending }).catch(() => undefined);
    }
  }
}

const folderOf = ({ dataFolder, name }: ServiceOptions): string => join(dataFolder, name.toLowerCase().replaceAll(' ', '-'));

async function startOnce(options: ServiceOptions, abort: AbortSignal): Promise<Child> {
  const { name, script, env, readyUrl } = options;
  const folder = folderOf(options);
  const logFile = join(folder, 'log');
  let saidReady = false;
  const [file = '', ...args] = script;
  const child = await startChild({
    command: [...tiedToParent('KILL'), process.execPath, join(projectFolder, 'dist/bin', file), ...args],
    env,
    logFile,
    recordFile: join(folder, 'process'),
    onLine: (line) => {
      saidReady ||= line.includes('"event":"worker.ready"');
    },
    abort,
  });
  const ready = async () => (readyUrl ? (await fetch(readyUrl)).status === 200 : saidReady);
  await waitUntilReady({ name: `the ${name}`, ready, child, logFile });
  return child;
}
