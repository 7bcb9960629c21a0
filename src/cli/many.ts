import type { Command } from 'commander';
import type { Cli, Output } from './cli.ts';

/** What every command that concerns many payments has. */
export type ManyOptions = Output & { dryRun?: true; yes?: true };

export const addManyOptions = (command: Command): Command =>
  command
    .option('--dry-run', 'only count')
    .option('--yes', 'do not ask, do it; it must be given where nobody sits at a terminal')
    .option('--json', "the API's own answer");

/** A change of many payments: `path` and `body` without dryRun. */
export type ManyChange<Counted, Begun> = {
  path: string;
  body: object;
  /** What a dry run's answer counts, in words: "12 payments are retried". */
  inWords: (counted: Counted) => string;
  /** The id under which it goes on, and what to say about it. */
  begun: (answer: Begun) => { id: string; says: string };
};

/**
 * Counts first and asks, unless --yes; --dry-run only counts. Its id goes to stdout, so that a script can follow it. Where nobody can
 * be asked it ends, as used wrongly, before anything is done.
 */
export async function changeMany<Counted, Begun>(cli: Cli, command: Command, change: ManyChange<Counted, Begun>): Promise<void> {
  const { dryRun, yes, json } = command.opts<ManyOptions>();
  const output: Output = { ...(json && { json }) };
  if (!dryRun && !yes && !cli.ask)
    command.error('error: there is no terminal to ask at: look with --dry-run, then say --yes', { exitCode: 2 });
  const count = async () => (await cli.call('POST', change.path, { ...change.body, dryRun: true })) as Counted;
  if (dryRun) {
    const counted = await count();
    return cli.show(counted, output, () => change.inWords(counted));
  }
  if (!yes && !(await isWanted(cli, change.inWords(await count())))) return;
  const answer = (await cli.call('POST', change.path, change.body)) as Begun;
  const { id, says } = change.begun(answer);
  cli.show(answer, output, () => id);
  cli.say(`accepted: ${says}`);
}

/** Ends what goes on under this path of the API. */
export async function cancelJob({ call, show, say }: Cli, path: string, output: Output): Promise<void> {
  show(await call('POST', `${path}/cancel`), output);
  say('accepted: it ends at its next step');
}

async function isWanted({ ask, say, fail }: Cli, inWords: string): Promise<boolean> {
  say(inWords);
  if (await ask?.('Do it?')) return true;
  say('nothing was done');
  fail();
  return false;
}
