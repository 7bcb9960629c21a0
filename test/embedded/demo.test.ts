import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../src/embedded/data-folder.ts';
import { untilInTime } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';

function startDemo(...options: string[]) {
  const child = spawn(process.execPath, [join(projectFolder, 'dist/bin/demo.js'), ...options]);
  const demo = { output: '', child, ended: once(child, 'close') };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      demo.output += text;
    });
  return demo;
}

test('a worker killed in the middle of a delivery: the demo shows the retry, and one enrolment', async () => {
  const { code, output } = await untilInTime(async () => {
    const demo = startDemo('--crash');
    const [code] = await demo.ended;
    return { code, output: demo.output };
  });
  expect(output).toMatch(/bookkeeping +attempt 1 failed: the ledger is being backed up/);
  expect(output).toMatch(/bookkeeping +attempt 3: delivered/);
  expect(output).toMatch(/kill -9 for the learning-center worker/);
  expect(output).toMatch(/course-enrollment +attempt 2: delivered/);
  expect(output).toMatch(/learning.course_tables has 1 row of this payment/);
  expect(output).toMatch(/one workflow, payment\/\w+/);
  expect(output).toContain('npm run demo -- --keep leaves everything up');
  expect(output).not.toMatch(/Web UI +http|--address/);
  expect(code).toBe(0);
});

test('Ctrl-C with everything kept up stops it all, and its exit code is 0', async () => {
  const demo = startDemo('--keep');
  await eventually(() => expect(demo.output).toContain('stays up until Ctrl-C'));
  const [, webUi = ''] = /Web UI +(http:\S+)\n *CLI/.exec(demo.output) ?? [];
  expect((await fetch(webUi)).status).toBe(200);
  demo.child.kill('SIGINT');
  expect(await demo.ended).toEqual([0, null]);
  await expect(fetch(webUi)).rejects.toThrow();
  const [, kept = ''] = /its data stays in (\S+)\.\n/.exec(demo.output) ?? [];
  rmSync(kept, { recursive: true });
});
