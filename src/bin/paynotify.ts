#!/usr/bin/env node
import { Command } from 'commander';
import { createApiClient } from '../cli/api-client.ts';
import { type Payment, paymentInWords, type Subscriber, subscribersInWords } from '../cli/words.ts';
import { environment } from '../config.ts';
import { given } from '../embedded/environment.ts';
import { readSettings } from '../embedded/settings.ts';

type Output = { json?: true };
type Decision = Output & { reason: string };

const command = new Command('paynotify')
  .description('What an operator asks and does. Exits 0; 1 when it is refused or fails; 2 when it is used wrongly.')
  .addHelpText('after', '\nAPI_URL and API_TOKEN say where the API is and who you are; without them, the stack of npm run dev.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

command
  .command('status <payNo>')
  .description('where a payment stands, and each of its deliveries')
  .option('--json', "the API's own answer")
  .action(async (payNo: string, output: Output) => {
    const payment = await api()('GET', `/payments/${encodeURIComponent(payNo)}`);
    show(payment, output, () => paymentInWords(payment as Payment));
  });

command
  .command('retry <payNo> <subscriber>')
  .description('try a parked delivery again, or the next attempt of a retrying one now')
  .requiredOption('--reason <text>', 'why; it is kept')
  .option('--json', "the API's own answer")
  .action((payNo: string, subscriber: string, decision: Decision) => decide({ kind: 'retry', payNo, subscriber }, decision));

command
  .command('skip <payNo> <subscriber>')
  .description('do not tell this subscriber')
  .requiredOption('--reason <text>', 'why; it is kept')
  .option('--json', "the API's own answer")
  .action((payNo: string, subscriber: string, decision: Decision) => decide({ kind: 'skip', payNo, subscriber }, decision));

command
  .command('approve <payNo>')
  .description('tell a held payment as its notification says')
  .requiredOption('--reason <text>', 'why; it is kept')
  .option('--json', "the API's own answer")
  .action((payNo: string, decision: Decision) => decideHeld({ kind: 'approve', payNo }, decision));

command
  .command('reject <payNo>')
  .description('tell nobody of what is held')
  .requiredOption('--reason <text>', 'why; it is kept')
  .option('--json', "the API's own answer")
  .action((payNo: string, decision: Decision) => decideHeld({ kind: 'reject', payNo }, decision));

command
  .command('subscribers')
  .description('who is told, of what')
  .option('--json', "the API's own answer")
  .action(async (output: Output) => {
    const subscribers = await api()('GET', '/subscribers');
    show(subscribers, output, () => subscribersInWords(subscribers as Subscriber[]));
  });

try {
  await command.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

type Choice = { kind: 'retry' | 'skip'; payNo: string; subscriber: string };

async function decide({ kind, payNo, subscriber }: Choice, { reason, json }: Decision): Promise<void> {
  const path = `/payments/${encodeURIComponent(payNo)}/deliveries/${encodeURIComponent(subscriber)}/${kind}`;
  const answer = await api()('POST', path, { reason });
  if (json) show(answer, { json }, () => '');
  const word = { retry: 'is tried again', skip: 'is skipped' }[kind];
  process.stderr.write(`accepted: the delivery of ${payNo} to ${subscriber} ${word}\n`);
}

type HeldChoice = { kind: 'approve' | 'reject'; payNo: string };

async function decideHeld({ kind, payNo }: HeldChoice, { reason, json }: Decision): Promise<void> {
  const answer = await api()('POST', `/payments/${encodeURIComponent(payNo)}/${kind}`, { reason });
  if (json) show(answer, { json }, () => '');
  const word = { approve: 'approved: it is told as its notification says', reject: 'rejected: nobody is told' }[kind];
  process.stderr.write(`accepted: what is held of ${payNo} is ${word}\n`);
}

/** Data on stdout; words about it are on stderr. */
function show(answer: unknown, { json }: Output, inWords: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(answer, null, 2) : inWords()}\n`);
}

function api() {
  const { API_URL: url, API_TOKEN: token } = { ...readSettings(), ...given(environment) };
  if (!url || !token) throw new Error(`${url ? 'API_TOKEN' : 'API_URL'} is not set: start the stack with npm run dev, or set it`);
  return createApiClient({ url, token });
}
