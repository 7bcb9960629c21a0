import type { Command } from 'commander';
import { type AddCommands, pathOf } from '../cli.ts';
import { addManyOptions, changeMany, type ManyOptions } from '../many.ts';
import { since } from '../since.ts';
import { counted } from '../words/columns.ts';

type Counted = { payments: number; events?: number };
type Begun = Counted & { batchId: string };

/** A subscriber is back. */
export const recovery: AddCommands = (program, cli) => {
  addManyOptions(program.command('recover <subscriber>'))
    .description('it is back: try now all that is parked or retrying for it')
    .option('--since <when>', 'only what parked, or began to be tried, then or later: 30m, 1h, 2d, or a time', since)
    .option('--reason <text>', 'why; it is kept')
    .action((name: string, _: object, command: Command): Promise<void> => {
      const { dryRun: _dryRun, yes: _yes, json: _json, ...given } = command.opts<ManyOptions>();
      return changeMany(cli, command, {
        path: pathOf`/subscribers/${name}/recover`,
        body: given,
        inWords: (found: Counted) => `${openInWords(found)} would hear that ${name} is back`,
        begun: ({ batchId, ...found }: Begun) => ({
          id: batchId,
          says: `${openInWords(found)} will hear that ${name} is back; see: bulk status ${batchId}`,
        }),
      });
    });
};

const openInWords = ({ payments, events = 0 }: Counted): string =>
  counted(payments, 'open payment') + (events === 0 ? '' : ` and ${counted(events, 'event')} for operators`);
