import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { type Cli, createShow } from '../../src/cli/cli.ts';
import { addManyOptions, changeMany } from '../../src/cli/many.ts';
import { createAsk } from '../../src/cli/terminal.ts';

/** What a command did, with somebody at the terminal who types this. */
async function run(args: string[], typed: string | undefined) {
  const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  const output = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  const did = { asked: [] as object[], shown: '', said: [] as string[], failed: false, usage: [] as string[] };
  const cli: Cli = {
    call: async (_method, _path, body = {}) => {
      did.asked.push(body);
      return 'dryRun' in body ? { payments: 3 } : { payments: 3, batchId: 'b1' };
    },
    show: createShow((text) => {
      did.shown += text;
    }),
    say: (line) => did.said.push(line),
    ask: createAsk({ input, output }),
    fail: () => {
      did.failed = true;
    },
  };
  const command = addManyOptions(new Command('mend')).configureOutput({ writeErr: (text) => did.usage.push(text) });
  command.exitOverride().action(() =>
    changeMany(cli, command, {
      path: '/mend',
      body: { reason: 'any' },
      inWords: ({ payments }: { payments: number }) => `${payments} payments are mended`,
      begun: ({ batchId }: { batchId: string }) => ({ id: batchId, says: 'they are mended' }),
    }),
  );
  input.end(typed);
  const code = await command.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error) => error.exitCode,
  );
  return { code, ...did };
}

const DRY = { reason: 'any', dryRun: true };
const REAL = { reason: 'any' };

test('a person is told how many it concerns, and what she confirms is done', async () => {
  expect(await run([], 'y\n')).toMatchObject({
    ...{ code: 0, failed: false, asked: [DRY, REAL], shown: 'b1\n' },
    said: ['3 payments are mended', 'accepted: they are mended'],
  });
});

test.each([
  ['no', 'n\n'],
  ['nothing', '\n'],
  ['something else', 'yesterday\n'],
  ['Ctrl-D', ''],
])('where she says %s nothing is done', async (_, typed) => {
  expect(await run([], typed)).toMatchObject({
    ...{ failed: true, asked: [DRY], shown: '' },
    said: ['3 payments are mended', 'nothing was done'],
  });
});

test('without a terminal nobody is asked and nothing is done: --yes must be given', async () => {
  const { code, asked, usage } = await run([], undefined);
  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(usage).toEqual(['error: there is no terminal to ask at: look with --dry-run, then say --yes\n']);
});

test.each([
  ['at a terminal', 'n\n' as string | undefined],
  ['without one', undefined],
])('--yes does it unasked, %s', async (_, typed) => {
  expect(await run(['--yes'], typed)).toMatchObject({ code: 0, asked: [REAL], shown: 'b1\n', said: [expect.any(String)] });
});

test('--dry-run only counts, in words or as JSON, also with --yes', async () => {
  expect(await run(['--dry-run'], undefined)).toMatchObject({
    code: 0,
    asked: [DRY],
    shown: '3 payments are mended\n',
    said: [],
  });
  const { asked, shown } = await run(['--dry-run', '--yes', '--json'], undefined);
  expect({ asked, body: JSON.parse(shown) }).toEqual({ asked: [DRY], body: { payments: 3 } });
});
