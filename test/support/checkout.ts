import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../src/embedded/data-folder.ts';

/**
 * A built checkout of the test file's own, which removes it: the data of whoever runs the tests stay out of it, and whatever
 * its commands leave behind can be told from everything else.
 */
export function newCheckout(): string {
  const checkout = mkdtempSync(join(tmpdir(), 'paynotify-checkout-'));
  for (const part of ['dist', 'migrations', 'public', 'package.json']) {
    cpSync(join(projectFolder, part), join(checkout, part), { recursive: true });
  }
  symlinkSync(join(projectFolder, 'node_modules'), join(checkout, 'node_modules'));
  return checkout;
}

/** The command lines of all processes that run something of this checkout, or on its data. */
export const processesOf = (checkout: string): string[] => commandLines().filter((line) => line.includes(checkout));

function commandLines(): string[] {
  if (process.platform !== 'linux') return execFileSync('ps', ['-axww', '-o', 'command='], { encoding: 'utf8' }).split('\n');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLineOf);
}

/** Empty where the process has ended meanwhile. */
function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
