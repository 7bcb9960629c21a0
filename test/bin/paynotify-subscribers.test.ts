import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { eventually } from '../support/eventually.ts';
import { newPayment, paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';
import { usePaynotify } from './fixture.ts';

const system = useSystem();
const { api, paynotify } = usePaynotify(system);

/** What the API shows is held to its rules: no retry within a second. */
const plainly = { retry: DEFAULT_RETRY };
const ready = () => undefined;

test('pause parks what a subscriber has to be told, and resume tells it', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('moving', ready, plainly);
  expect(await paynotify('pause', 'moving', '--reason', 'it moves house')).toEqual({
    ...{ code: 0, out: '' },
    err: 'accepted: moving is paused: what it has to be told is parked\n',
  });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect((await paynotify('status', payNo)).out).toMatch(/moving +parked: paused by anna/));
  expect((await paynotify('subscribers')).out).toMatch(/^moving +activity +paused by anna /m);
  const listed = `WorkflowId = 'payment/${payNo}' and ExecutionStatus = 'Running'`;
  await eventually(async () => expect(await system().client.workflow.count(listed)).toMatchObject({ count: 1 }));
  const { code, out } = await paynotify('resume', 'moving', '--json');
  expect({ code, body: JSON.parse(out) }).toMatchObject({ code: 0, body: { name: 'moving', status: 'active' } });
  await handle.result();
  expect(told).toHaveLength(1);
});

test('recover counts, and then tries what is parked', async () => {
  const scene = createScene(system());
  let isBack = false;
  await scene.subscribe(
    'away-for-long',
    () => {
      if (!isBack) throw new PermanentError('nobody is here');
    },
    plainly,
  );
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect((await paynotify('status', payNo)).out).toMatch(/away-for-long +parked after 1 attempt/));
  isBack = true;
  const recover = (...args: string[]) => paynotify('recover', 'away-for-long', '--since', '1h', ...args);
  const dry = await eventually(async () => {
    const counted = await recover('--dry-run');
    expect(counted.out).toMatch(/^[1-9]\d* open payments? would hear that away-for-long is back\n$/);
    return counted;
  });
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(await recover()).toEqual({
    ...{ code: 2, out: '' },
    err: 'error: there is no terminal to ask at: look with --dry-run, then say --yes\n',
  });
  expect((await paynotify('status', payNo)).out).toMatch(/away-for-long +parked/);
  const begun = await recover('--yes');
  expect(begun).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^accepted: .* will hear that away-for-long is back; see: bulk /),
  });
  await handle.result();
  const batchId = begun.out.trim();
  await eventually(async () =>
    expect((await paynotify('bulk', 'status', batchId)).out).toMatch(/^completed: \d+ of \d+ payments? told/),
  );
});

test('redeliver tells what was told once more', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('restored', ready, plainly);
  const { payNo, handle } = await scene.pay();
  await handle.result();
  expect(await paynotify('redeliver', payNo, 'restored', 'paid', '--reason', 'it lost its ledger')).toEqual({
    ...{ code: 0, out: '' },
    err: `accepted: paid of ${payNo} is delivered to restored once more\n`,
  });
  await eventually(() => expect(told).toHaveLength(2));
  expect(await paynotify('redeliver', payNo, 'restored', 'refunded', '--reason', 'any')).toMatchObject({
    ...{ code: 1, err: expect.stringMatching(/^refused \(404\): /) },
  });
});

test('test says whether a subscriber can be told, and the exit code tells', async () => {
  const scene = createScene(system());
  await scene.subscribe('well', ready, plainly);
  await scene.subscribe(
    'ill',
    () => {
      throw new PermanentError('no\nledger');
    },
    plainly,
  );
  await scene.register('nobody-there', plainly);
  // The server notes a moment later that a worker has come.
  await eventually(async () =>
    expect(await paynotify('test', 'well')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^well was told, after \d+ ms\n$/),
    }),
  );
  await eventually(async () =>
    expect(await paynotify('test', 'ill')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^ill was not told, after \d+ ms: .*no ledger\n$/),
    }),
  );
  expect(await paynotify('test', 'nobody-there')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no worker polls nobody-there/),
  });
});

test('rotate-secret shows the new secret alone on stdout, once', async () => {
  const partner = { name: 'partner', kind: 'http', url: 'https://partner.example/hook' };
  const added = (await api().call('POST /subscribers', partner)).body;
  const { code, out, err } = await paynotify('rotate-secret', 'partner');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) });
  expect(out.trim()).not.toBe(added.secret);
  expect(err).toMatch(/^the new secret of partner: keep it/);
  expect(err).not.toContain('whsec_');
});

test('list shows payments of a state, and says how to go on', async () => {
  const userId = `user-${crypto.randomUUID()}`;
  const payNos: string[] = [];
  for (const title of ['Mathematics', 'Latin\u001b[2J']) {
    const { payNo } = await newPayment(system(), { userId, title });
    await system().notify(paidFact(payNo, { amount: { currency: 'CNY', amountMinor: 1 } }));
    payNos.unshift(payNo);
  }
  const list = (...args: string[]) => paynotify('list', '--q', userId, '--since', '1h', ...args);
  const { code, out, err } = await eventually(async () => {
    const listed = await list('--state', 'held');
    expect(listed.out.split('\n')).toHaveLength(4);
    return listed;
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^PAY NO +STATUS +STATE +AMOUNT +/);
  expect(out).toMatch(new RegExp(`^${payNos[1]} +held +held +CNY 88\\.80 +alipay +${userId} +Mathematics `, 'm'));
  expect(out).not.toContain('\u001b');

  const first = await list('--limit', '1', '--json');
  expect(JSON.parse(first.out)).toMatchObject({ payments: [{ payNo: payNos[0] }] });
  const [, cursor = ''] = /^there are more: --cursor (\S+)\n$/.exec(first.err) ?? [];
  expect(await list('--limit', '1', '--cursor', cursor)).toMatchObject({
    code: 0,
    out: expect.stringContaining(payNos[1] ?? ''),
    err: '',
  });
  expect((await list('--state', 'done')).out).toBe('there is no such payment\n');
});

test.each([
  ['a state that there is not', ['list', '--state', 'lost']],
  ['no number', ['list', '--limit', 'all']],
  ['no point in time', ['list', '--since', 'yesterday']],
  ['no subscriber to pause', ['pause']],
  ['no point in time to recover from', ['recover', 'mail', '--since', '1 hour', '--yes']],
])('bad usage exits with 2 and one line: %s', async (_, args) => {
  const { code, out, err } = await paynotify(...args);
  expect({ code, out, lines: err.trim().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
  expect(err).toMatch(/^error: /);
});
