import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Starts the server in a process group of its own (Ctrl-C is for who started it) and resolves when it answers on `healthUrl`.
 * @param options `command`, its `env`, the `logFile` to append to, `healthUrl`, and a `signal` that stops it at any time.
 * @throws when it ends first or does not answer within 60 s, with the last lines it has printed.
 */
export async function startServerProcess({ command, env, logFile, healthUrl, signal }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(command[0], command.slice(1), { env, signal, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = new Promise((resolve) => child.once('exit', (code, killedBy) => resolve(killedBy ?? code)));
  await once(child, 'spawn');
  child.on('error', () => undefined); // The signal's own AbortError: `exited` tells the same.
  const server = { pid: child.pid, exited, stop: () => stop(child, exited) };
  await waitUntilItAnswers(child, { healthUrl, logFile }).catch(async (error) => {
    await server.stop();
    throw error;
  });
  return server;
}

async function waitUntilItAnswers(child, { healthUrl, logFile }) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    if (await answers(healthUrl)) return;
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  throw new Error(`Temporal Server did not start. ${logFile} says:\n${lastLines(logFile)}`);
}

/** Without the stack traces, which are long. */
const lastLines = (file) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-5)
    .map((line) => line.slice(0, 300))
    .join('\n');

const answers = (url) =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );

async function stop(child, exited) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await exited;
  clearTimeout(timer);
}
