import type { Command } from 'commander';
import { type AddCommands, CANCEL_OPTION, JSON_OPTION, type Output, pathOf } from '../cli.ts';
import { addManyOptions, cancelJob, changeMany, type ManyOptions } from '../many.ts';
import { counted } from '../words/columns.ts';

type Counted = { payments: number; watches: number; guards: number };
type Progress = { state: string; looked: number; started: Counted };

/** What was terminated, or lost with Temporal's database. */
export const reconcile: AddCommands = (program, cli) => {
  addManyOptions(program.command('reconcile'))
    .description('start again what Postgres says must run and Temporal does not have: terminated, or lost with its database')
    .option('--reason <text>', 'why; it is kept')
    .action((_: object, command: Command): Promise<void> => {
      const { dryRun: _dryRun, yes: _yes, json: _json, ...given } = command.opts<ManyOptions>();
      return changeMany(cli, command, {
        path: '/reconcile',
        body: given,
        inWords: (lost: Counted) => `Temporal does not have ${lostInWords(lost)}`,
        begun: ({ jobId }: { jobId: string }) => ({
          id: jobId,
          says: `what Temporal does not have is started again; see: reconcile-status ${jobId}`,
        }),
      });
    });

  program
    .command('reconcile-status <jobId>')
    .description('how far a reconciliation is, or its end')
    .option(...CANCEL_OPTION)
    .option(...JSON_OPTION)
    .action(async (jobId: string, { cancel, ...output }: Output & { cancel?: true }) => {
      if (cancel) return cancelJob(cli, pathOf`/reconcile/${jobId}`, output);
      const progress = (await cli.call('GET', pathOf`/reconcile/${jobId}`)) as Progress;
      const { state, looked, started } = progress;
      cli.show(progress, output, () => `${state}: ${looked} looked at, ${lostInWords(started)} started again`);
    });
};

const lostInWords = ({ payments, watches, guards }: Counted): string =>
  `${counted(payments, 'payment')}, ${watches} watch${watches === 1 ? '' : 'es'} of unpaid ones and ` +
  `${counted(guards, 'guard')} of paused subscribers`;
