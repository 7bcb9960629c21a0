import { spawnSync } from 'node:child_process';

let supported: boolean | undefined;

/**
 * Put before a command, it makes the kernel send that process `signal` when this one dies, even by kill -9. Linux with
 * util-linux only; elsewhere it is nothing, and the next start stops what a crash has left (process-record.ts).
 */
export function tiedToParent(signal: 'KILL' | 'INT'): string[] {
  supported ??= process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  return supported ? ['setpriv', '--pdeathsig', signal] : [];
}
