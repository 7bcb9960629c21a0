import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { createAnnounced } from '../support/announced.ts';
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

test('backfill-status and reconcile-status end what they look at with --cancel', async () => {
  const scene = createScene(system());
  await scene.register('by-mistake', { retry: DEFAULT_RETRY });
  await system().stopPaymentsWorkers(); // so that it is not over before it is cancelled
  const begun = await paynotify('backfill', 'by-mistake', '--since', '1h', '--reason', 'by mistake', '--yes');
  const status = ['backfill-status', 'by-mistake', begun.out.trim()];
  expect(await paynotify(...status, '--cancel')).toEqual({ code: 0, out: '', err: 'accepted: it ends at its next step\n' });
  await system().startPaymentsWorker();
  await eventually(async () => expect((await paynotify(...status)).out).toMatch(/^cancelled: /));
  expect(await paynotify(...status, '--cancel')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^refused \(409\): .* has ended/),
  });

  const { out } = await paynotify('reconcile', '--yes');
  await eventually(async () => expect((await paynotify('reconcile-status', out.trim())).out).toMatch(/^completed: /));
  expect(await paynotify('reconcile-status', out.trim(), '--cancel')).toMatchObject({
    ...{ code: 1, err: `refused (409): reconciliation ${out.trim()} has ended\n` },
  });
});

test('events lists what operators are not told yet, and has it retried and skipped', async () => {
  const announced = createAnnounced(system());
  await announced.register('pager', { retry: DEFAULT_RETRY });
  await announced.register('siren', { retry: DEFAULT_RETRY });
  let isOn = false;
  await announced.listen('pager', () => {
    if (!isOn) throw new PermanentError('the pager is off');
  });
  expect(await paynotify('events', 'list')).toEqual({ code: 0, out: 'everybody is told of everything\n', err: '' });
  const { eventId, handle } = await announced.announce({ payNo: 'P-1' });
  await eventually(async () => {
    const { out } = await paynotify('events', 'list');
    expect(out).toMatch(/^EVENT +SINCE +WHAT +OF +WHY +TO +STATE\n/);
    expect(out).toMatch(
      / result\.unhandled +P-1 +nobody subscribes to paid +pager +parked after 1 attempt: the pager is off \(failure type PermanentError\)\n/,
    );
    expect(out).toMatch(/ siren +waits for its worker\n/);
  });
  await eventually(async () => expect((await paynotify('events', 'list', '--subscriber', 'pager')).out).toContain(eventId));
  isOn = true;
  expect(await paynotify('events', 'retry', eventId, 'pager', '--reason', 'it is on')).toEqual({
    ...{ code: 0, out: '', err: `accepted: event ${eventId} to pager is tried again\n` },
  });
  await announced.becomes(eventId, 'pager', { status: 'delivered' });
  expect(await paynotify('events', 'skip', eventId, 'siren', '--reason', 'all know')).toEqual({
    ...{ code: 0, out: '', err: `accepted: event ${eventId} to siren is skipped\n` },
  });
  await handle.result();
  expect(await paynotify('events', 'retry', eventId, 'pager', '--reason', 'again')).toMatchObject({ code: 1, out: '' });
});

test.each([
  ['no reason to retry an event', ['events', 'retry', 'any', 'pager']],
  ['no reason to backfill', ['backfill', 'mail', '--since', '1h', '--yes']],
  ['no beginning of a backfill', ['backfill', 'mail', '--reason', 'any', '--yes']],
  ['more than reconcile takes', ['reconcile', 'P1', '--yes']],
])('bad usage exits with 2 and says why on stderr: %s', async (_, args) => {
  const { code, out, err } = await paynotify(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: /);
});
