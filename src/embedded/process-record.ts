import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// A pid alone proves nothing: it is given away again. A pid with its start time names one process.

/** Keeps which process it is in `file`, so that a later run can find it. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(file, `${pid} ${startTimeOf(pid) ?? 'gone'}\n`, { mode: 0o600 });
}

/** The pid kept in `file` if that very process still runs; else undefined. */
export function recordedProcess(file: string): number | undefined {
  const [, pid, startTime] = /^(\d+) (.+)\n$/.exec(readIfThere(file)) ?? [];
  return pid && startTimeOf(Number(pid)) === startTime ? Number(pid) : undefined;
}

/** Ends the process kept in `file`, if it still runs, and forgets it. SIGKILL when it takes more than 10 s. */
export async function stopRecordedProcess(file: string, signal: NodeJS.Signals): Promise<boolean> {
  const pid = recordedProcess(file);
  if (pid !== undefined) {
    signalProcess(pid, signal);
    for (let waits = 0; recordedProcess(file) === pid; waits++) {
      if (waits === 200) signalProcess(pid, 'SIGKILL');
      await sleep(50);
    }
  }
  rmSync(file, { force: true });
  return pid !== undefined;
}

/** Like process.kill, but a process that has just ended is no error. */
function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** When the process was started, in the system's own words; undefined when there is none, or only its zombie. */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return startTimeFromPs(pid);
  // The program's name, in brackets, may hold anything; the state is the first field after it, the start the twentieth.
  const fields = readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return fields[0] === 'Z' ? undefined : fields[19];
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
