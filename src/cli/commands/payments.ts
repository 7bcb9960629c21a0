import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AddCommands, JSON_OPTION, type Output, pathOf } from '../cli.ts';
import { since } from '../since.ts';
import { listInWords, type PaymentPage } from '../words/list.ts';
import { type Payment, paymentInWords } from '../words/payment.ts';

type Filter = Output & Record<string, string>;

/** Looking at payments. */
export const payments: AddCommands = (program, { call, show, say }) => {
  program
    .command('status <payNo>')
    .description('where a payment stands, and each of its deliveries')
    .option(...JSON_OPTION)
    .action(async (payNo: string, output: Output) => {
      const payment = await call('GET', pathOf`/payments/${payNo}`);
      show(payment, output, () => paymentInWords(payment as Payment));
    });

  addFilter(program.command('list'))
    .description('payments, the newest first')
    .option(...JSON_OPTION)
    .action(async ({ json, ...filter }: Filter) => {
      const page = (await call('GET', `/payments?${new URLSearchParams(filter)}`)) as PaymentPage;
      show(page, { ...(json && { json }) }, () => listInWords(page));
      if (page.nextCursor !== null) say(`there are more: --cursor ${page.nextCursor}`);
    });
};

const addFilter = (command: Command): Command =>
  command
    .addOption(new Option('--state <state>', 'where they stand').choices(['processing', 'parked', 'held', 'done']))
    .option('--subscriber <name>', 'parked for this one')
    .option('--order-type <type>', 'of orders of this type')
    .option('--since <when>', 'that began then or later: 30m, 1h, 2d, or a time', since)
    .option('--q <text>', 'a pay number, order, user or transaction; from four characters on also how one begins')
    .option('--limit <count>', 'at most so many, 1 to 100 (default: 50)', limit)
    .option('--cursor <cursor>', 'go on where the page before ended');

function limit(text: string): string {
  if (!/^([1-9]\d?|100)$/.test(text)) throw new InvalidArgumentError('Write a number from 1 to 100.');
  return text;
}
