import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startTimeOf } from '../../src/embedded/process-record.ts';
import { tiedToParent } from '../../src/embedded/tied-to-parent.ts';
import { eventually } from '../support/eventually.ts';

const parentScript = `
  const child = require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { detached: true });
  process.stdout.write(String(child.pid));
  setInterval(() => {}, 1000);`;

test('what is tied to a process ends with it, even when that is killed with -9 (Linux)', async () => {
  const sleeper = [...tiedToParent('KILL'), 'sleep', '60'];
  const parent = spawn(process.execPath, ['-e', parentScript, ...sleeper]);
  const pid = Number(String(await once(parent.stdout, 'data')));
  expect(startTimeOf(pid)).toBeDefined();
  // What ties it is done when it is a sleeper.
  if (sleeper.length > 2) await eventually(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toMatch(/^sleep\0/));
  parent.kill('SIGKILL');
  if (sleeper.length === 2) process.kill(pid); // No way to tie it here.
  await eventually(() => expect(startTimeOf(pid)).toBeUndefined());
});
