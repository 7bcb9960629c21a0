import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { usePaynotify } from './fixture.ts';

const system = useSystem();
const { paynotify } = usePaynotify(system);

test('reconcile counts what was terminated, starts it again, and says how far it is', async () => {
  const scene = createScene(system());
  await scene.register('left-behind');
  const { payNo } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'left-behind')).toMatchObject({ status: 'pending' }));
  await system().client.workflow.getHandle(workflowIdOf(payNo)).terminate('by mistake');
  for (const table of ['payment_results', 'payment_facts'])
    await system().pool.query(`update orders.${table} set recorded_at = recorded_at - interval '61 seconds'`);

  expect(await paynotify('reconcile', '--dry-run')).toMatchObject({
    ...{
      code: 0,
      err: '',
      out: expect.stringMatching(
        /^Temporal does not have 1 payment, \d+ watch(es)? of unpaid ones and 0 guards of paused subscribers\n$/,
      ),
    },
  });
  expect(await paynotify('reconcile')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^error: there is no terminal/),
  });
  const { code, out, err } = await paynotify('reconcile', '--reason', 'terminated by mistake', '--yes');
  const jobId = out.trim();
  expect({ code, err }).toEqual({
    code: 0,
    err: `accepted: what Temporal does not have is started again; see: reconcile-status ${jobId}\n`,
  });
  await eventually(async () =>
    expect((await paynotify('reconcile-status', jobId)).out).toMatch(
      /^completed: \d+ looked at, 1 payment, .* and 0 guards of paused subscribers started again\n$/,
    ),
  );
  await scene.listen('left-behind');
  await scene.handleOf(payNo).result();
});

test('backfill counts what a subscriber was not told, tells it, and says how far it is', async () => {
  const scene = createScene(system());
  const { handle, payNo } = await scene.pay();
  await handle.result();
  const told = await scene.subscribe('came-later', () => undefined, { retry: DEFAULT_RETRY });
  const backfill = (...args: string[]) => paynotify('backfill', 'came-later', '--since', '1h', '--reason', 'it is new', ...args);
  expect(await backfill('--dry-run')).toEqual({ code: 0, out: 'came-later was not told 1 result of 1 payment\n', err: '' });
  const { code, out, err } = await backfill('--yes');
  const backfillId = out.trim();
  expect({ code, err }).toEqual({
    code: 0,
    err: `accepted: came-later is told what it was not; see: backfill-status came-later ${backfillId}\n`,
  });
  await eventually(() => expect(told).toMatchObject([{ payNo }]));
  await eventually(async () =>
    expect((await paynotify('backfill-status', 'came-later', backfillId)).out).toBe(
      'completed: came-later is told 1 result of 1 payment\n',
    ),
  );
});

test.each([
  ['no reason to backfill', ['backfill', 'mail', '--since', '1h', '--yes']],
  ['no beginning of a backfill', ['backfill', 'mail', '--reason', 'any', '--yes']],
  ['more than reconcile takes', ['reconcile', 'P1', '--yes']],
])('bad usage exits with 2 and says why on stderr: %s', async (_, args) => {
  const { code, out, err } = await paynotify(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: /);
});
