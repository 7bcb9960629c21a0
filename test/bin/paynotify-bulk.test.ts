import { eventually } from '../support/eventually.ts';
import { subscribeLocked } from '../support/locked.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { usePaynotify } from './fixture.ts';

const system = useSystem();
const { paynotify } = usePaynotify(system);

test('many parked deliveries are counted, retried, and followed by the id on stdout', async () => {
  const scene = createScene(system());
  const { open } = await subscribeLocked(scene, 'bookkeeping');
  const payments = [await scene.pay(), await scene.pay()];
  const bulk = (...args: string[]) =>
    paynotify(
      'bulk',
      'retry',
      '--subscriber',
      'bookkeeping',
      '--order-type',
      scene.orderType,
      '--since',
      '1h',
      '--reason',
      'open',
      ...args,
    );
  await eventually(async () =>
    expect(await bulk('--dry-run')).toEqual({
      ...{ code: 0, err: '' },
      out: expect.stringMatching(/^the matching deliveries of up to 2 payments are retried \(WorkflowType = .*bookkeeping/),
    }),
  );
  expect(await bulk()).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: there is no terminal to ask at/) });
  open();
  const { code, out, err } = await bulk('--yes');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^\S+\n$/) });
  const batchId = out.trim();
  expect(err).toBe(
    `accepted: the matching deliveries of up to 2 payments are retried, within 1 s once it begins; see: bulk status ${batchId}\n`,
  );
  for (const { handle } of payments) await handle.result();
  await eventually(async () =>
    expect(await paynotify('bulk', 'status', batchId)).toEqual({ code: 0, out: 'completed: 2 of 2 payments told\n', err: '' }),
  );
  const row = new RegExp(`^BATCH +BEGUN +ENDED +BY +WHAT +WHY\n${batchId} +20\\S+ +20\\S+ +anna +.* +open\n$`);
  await eventually(async () => expect((await paynotify('bulk', 'list')).out).toMatch(row)); // ended, once the lists know
  expect(await paynotify('bulk', 'cancel', batchId)).toEqual({
    code: 1,
    out: '',
    err: `refused (409): batch ${batchId} has ended\n`,
  });
});

test.each([
  ['no action', ['bulk']],
  ['no reason', ['bulk', 'skip', '--yes']],
  ['a state that nothing can be done about', ['bulk', 'retry', '--state', 'held', '--reason', 'any', '--yes']],
  ['no point in time', ['bulk', 'retry', '--since', 'noon', '--reason', 'any', '--yes']],
])('bad usage exits with 2 and says why on stderr: %s', async (_, args) => {
  const { code, out, err } = await paynotify(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^(error: |Usage: paynotify bulk )/);
});

test('what the API refuses exits with 1: a batch that there is not', async () => {
  expect(await paynotify('bulk', 'status', 'none')).toEqual({ code: 1, out: '', err: 'refused (404): there is no batch none\n' });
});
