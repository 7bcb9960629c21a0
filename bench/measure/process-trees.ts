import { readdirSync, readFileSync } from 'node:fs';

/** One line of /proc/<pid>/stat. `cpuMs`: user and system time, its own and that of its children that have ended. */
export type ProcessStat = { pid: number; parent: number; cpuMs: number };

/** Linux counts for programs in hundredths of a second, whatever its kernel does. */
const MS_PER_TICK = 10;

/** The second field is the program's name in brackets, and may hold blanks and brackets itself. */
export function parseProcessStat(line: string): ProcessStat {
  const rest = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = rest.slice(11, 15).map(Number);
  const ticks = (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0);
  return { pid: Number.parseInt(line, 10), parent: Number(rest[1]), cpuMs: ticks * MS_PER_TICK };
}

/** Of each process here, but those that end while it looks. */
export function readProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const line = readIfThere(`/proc/${pid}/stat`);
      return line ? parseProcessStat(line) : [];
    });
}

/** The processes that these started, with them, of any generation. */
export function treesOf(roots: readonly number[], processes: readonly ProcessStat[]): ProcessStat[] {
  const wanted = new Set(roots);
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const { pid, parent } of processes) if (wanted.has(parent)) wanted.add(pid);
  }
  return processes.filter(({ pid }) => wanted.has(pid));
}

/** Memory of one process; what it shares with others counts by its share. 0 where it has just ended. */
export function memoryKib(pid: number): number {
  const [, kib] = /^Pss:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`)) ?? [];
  return Number(kib ?? 0);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
