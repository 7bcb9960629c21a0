import type { Command } from 'commander';
import { type AddCommands, CANCEL_OPTION, JSON_OPTION, type Output, pathOf, REASON_OPTION } from '../cli.ts';
import { addManyOptions, cancelJob, changeMany, type ManyOptions } from '../many.ts';
import { since } from '../since.ts';
import { counted } from '../words/columns.ts';

type Counted = { payments: number; results: number };
type Progress = Counted & { state: string; looked: number };

/** A subscriber came later than the payments it must know of. */
export const backfill: AddCommands = (program, cli) => {
  addManyOptions(program.command('backfill <subscriber>'))
    .description('tell a subscriber what was recorded since then, that it takes as it is now and was not told')
    .requiredOption('--since <when>', 'results that were recorded then or later: 30m, 1h, 2d, or a time', since)
    .requiredOption(...REASON_OPTION)
    .action((name: string, _: object, command: Command): Promise<void> => {
      const { dryRun: _dryRun, yes: _yes, json: _json, ...given } = command.opts<ManyOptions>();
      return changeMany(cli, command, {
        path: pathOf`/subscribers/${name}/backfill`,
        body: given,
        inWords: (found: Counted) => `${name} was not told ${resultsInWords(found)}`,
        begun: ({ backfillId }: { backfillId: string }) => ({
          id: backfillId,
          says: `${name} is told what it was not; see: backfill-status ${name} ${backfillId}`,
        }),
      });
    });

  program
    .command('backfill-status <subscriber> <backfillId>')
    .description('how far a backfill is, or its end')
    .option(...CANCEL_OPTION)
    .option(...JSON_OPTION)
    .action(async (name: string, backfillId: string, { cancel, ...output }: Output & { cancel?: true }) => {
      const path = pathOf`/subscribers/${name}/backfill/${backfillId}`;
      if (cancel) return cancelJob(cli, path, output);
      const progress = (await cli.call('GET', path)) as Progress;
      cli.show(progress, output, () => `${progress.state}: ${name} is told ${resultsInWords(progress)}`);
    });
};

const resultsInWords = ({ results, payments }: Counted): string =>
  `${counted(results, 'result')} of ${counted(payments, 'payment')}`;
