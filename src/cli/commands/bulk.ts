import { type Command, Option } from 'commander';
import { type AddCommands, type Cli, JSON_OPTION, type Output, pathOf, REASON_OPTION } from '../cli.ts';
import { addManyOptions, changeMany, type ManyOptions } from '../many.ts';
import { since } from '../since.ts';
import { type BatchProgress, batchesInWords, batchInWords, type ListedBatch } from '../words/batches.ts';
import { counted, oneLine } from '../words/columns.ts';

type Counted = { count: number; query: string };
type Begun = { batchId: string; count: number; estimatedSeconds: number };

const ACTIONS = [
  ['retry', 'retry the deliveries of many payments', 'retried'],
  ['skip', 'skip the deliveries of many payments', 'skipped'],
] as const;

/** Many payments at once, and how far that is. */
export const bulk: AddCommands = (program, cli) => {
  const family = program.command('bulk').description('retry or skip the deliveries of many payments at once');

  for (const [action, description, word] of ACTIONS) {
    addFilter(addManyOptions(family.command(action).description(description))).action(
      (_: object, command: Command): Promise<void> => {
        const { dryRun: _dryRun, yes: _yes, json: _json, ...filter } = command.opts<ManyOptions>();
        return changeMany(cli, command, {
          path: '/bulk',
          body: { action, ...filter },
          inWords: ({ count, query }: Counted) =>
            `the matching deliveries of up to ${counted(count, 'payment')} are ${word} (${oneLine(query)})`,
          begun: ({ batchId, count, estimatedSeconds }: Begun) => ({
            id: batchId,
            says: `the matching deliveries of up to ${counted(count, 'payment')} are ${word}, within ${estimatedSeconds} s once it begins; see: bulk status ${batchId}`,
          }),
        });
      },
    );
  }
  addFollowing(family, cli);
};

const addFilter = (command: Command): Command =>
  command
    .requiredOption(...REASON_OPTION)
    .option('--subscriber <name>', 'deliveries to this one; without it, to everybody')
    .option('--order-type <type>', 'of orders of this type')
    .addOption(
      new Option('--state <state>', 'what is parked, or still tried (default: parked)').choices(['parked', 'processing']),
    )
    .option('--since <when>', 'what parked, or began to be tried, then or later: 30m, 1h, 2d, or a time', since)
    .option('--failure-type <type>', 'what was parked with this type of failure, such as PermanentError');

function addFollowing(family: Command, { call, show, say }: Cli): void {
  family
    .command('status <batchId>')
    .description('how far a batch is')
    .option(...JSON_OPTION)
    .action(async (batchId: string, output: Output) => {
      const progress = await call('GET', pathOf`/bulk/${batchId}`);
      show(progress, output, () => batchInWords(progress as BatchProgress));
    });

  family
    .command('list')
    .description('the latest batches')
    .option(...JSON_OPTION)
    .action(async (output: Output) => {
      const all = await call('GET', '/bulk');
      show(all, output, () => batchesInWords(all as ListedBatch[]));
    });

  family
    .command('cancel <batchId>')
    .description('signal nobody further; who was signalled stays so')
    .option(...JSON_OPTION)
    .action(async (batchId: string, output: Output) => {
      const answer = await call('POST', pathOf`/bulk/${batchId}/cancel`);
      show(answer, output);
      say(`accepted: batch ${batchId} signals nobody further`);
    });
}
