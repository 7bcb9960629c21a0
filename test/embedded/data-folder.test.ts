import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimDataFolder, releaseDataFolder, temporaryDataFolder } from '../../src/embedded/data-folder.ts';
import { recordedProcess, recordProcess } from '../../src/embedded/process-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = join(temporaryFolder(), 'data');
const started: ChildProcess[] = [];

function someProcess(): ChildProcess & { pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  started.push(child);
  return child as ChildProcess & { pid: number };
}

/** As a stack leaves it behind for the process that it ran in. */
function leave(name: string, pid: number): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  recordProcess(file, pid);
  return file;
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  releaseDataFolder(folder);
});

test('a folder that a living process runs on is refused in one line', async () => {
  const other = someProcess();
  leave('owner', other.pid);
  await expect(claimDataFolder(folder)).rejects.toThrow(
    `a stack runs on ${folder} already (process ${other.pid}): use that one, or stop it first`,
  );
});

test('a folder whose owner was killed is taken over, and what it has left is stopped', async () => {
  const owner = someProcess();
  const server = someProcess();
  leave('owner', owner.pid);
  const record = leave('temporal/process', server.pid);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const [serverEnd] = await Promise.all([once(server, 'exit'), claimDataFolder(folder)]);
  expect(serverEnd).toEqual([null, 'SIGTERM']);
  expect(existsSync(record)).toBe(false);
  expect(recordedProcess(join(folder, 'owner'))).toBe(process.pid);
});

test('a process that merely has the pid of one that was left is not touched', async () => {
  const innocent = someProcess();
  const record = leave('api/process', innocent.pid);
  writeFileSync(record, readFileSync(record, 'utf8').replace(/ \d+\n/, ' 1\n'));
  await claimDataFolder(folder);
  expect(innocent.kill(0)).toBe(true);
  expect(innocent.exitCode).toBeNull();
});

test('a temporary folder of a killed run is removed by the next one, a released one stays', async () => {
  const [abandoned, kept] = [await temporaryDataFolder('unit'), await temporaryDataFolder('unit')];
  releaseDataFolder(kept);
  writeFileSync(join(abandoned, 'owner'), '1 0\n');
  const next = await temporaryDataFolder('unit');
  expect([abandoned, kept, next].map((path) => existsSync(path))).toEqual([false, true, true]);
  releaseDataFolder(next);
  for (const path of [kept, next]) rmSync(path, { recursive: true });
});
