import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { runBin } from '../support/run-bin.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const system = useSystem();
const folder = temporaryFolder();

test('the committed histories are replayed when nothing else is asked for', async () => {
  const { code, out, err } = await runBin('replay', [], {});
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('ok      parked-then-retried\n');
  expect(out).toMatch(/\n\d+ histories replayed, 0 failed\n$/);
});

test('a history that today’s code does not follow is named with the reason, and the exit code tells', async () => {
  const history = readFileSync('test/replay/histories/retried.json', 'utf8');
  writeFileSync(join(folder, 'as-recorded.json'), history);
  writeFileSync(join(folder, 'of-other-code.json'), history.replaceAll('"unreliable/paid"', '"somebody-else/paid"'));
  const { code, out } = await runBin('replay', [folder], {});
  expect(code).toBe(1);
  expect(out).toContain('ok      as-recorded\n');
  expect(out).toMatch(/FAILED {2}of-other-code: DeterminismViolationError: .*Nondeterminism error: .*somebody-else\/paid/);
  expect(out).toContain('2 histories replayed, 1 failed\n');
});

test('a folder without histories is an error: nothing was shown', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const { code, err } = await runBin('replay', [empty], {});
  expect(code).toBe(1);
  expect(err).toContain('replay: there are no histories in');
});

test('the histories of a running namespace are replayed, or those of them that a query names', async () => {
  const { TEST_TEMPORAL_ADDRESS = '' } = process.env;
  const env = { TEMPORAL_ADDRESS: TEST_TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: system().namespace };
  const scene = createScene(system());
  await scene.subscribe('told-and-replayed');
  const payments = [await scene.pay(), await scene.pay()];
  await Promise.all(payments.map(({ handle }) => handle.result()));
  await eventually(async () => expect(await system().client.workflow.count()).toMatchObject({ count: 2 }));
  const [one, other] = payments.map(({ handle }) => handle.workflowId);

  const all = await runBin('replay', ['--from-server'], env);
  expect(all).toMatchObject({ code: 0, err: '' });
  expect(all.out).toContain(`ok      ${one}\n`);
  expect(all.out).toContain(`ok      ${other}\n`);
  const some = await runBin('replay', ['--from-server', '--query', `WorkflowId = '${one}'`], env);
  expect(some).toEqual({ code: 0, err: '', out: `ok      ${one}\n1 histories replayed, 0 failed\n` });
});

test('a server that is not there is one line on what is wrong', async () => {
  const { code, out, err } = await runBin('replay', ['--from-server'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^replay: no Temporal at 127\.0\.0\.1:1: .*\n$/);
});
