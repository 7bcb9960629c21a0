import { type AddCommands, JSON_OPTION, type Output, pathOf } from '../cli.ts';
import { oneLine } from '../words/columns.ts';
import { type Subscriber, subscribersInWords } from '../words/subscribers.ts';

type Change = Output & { reason?: string };
type Tested = { delivered: boolean; error?: string; durationMs: number };
type Rotated = { name: string; secret: string };

const PAUSES = [
  ['pause', 'park what a subscriber has to be told, until it is resumed', 'is paused: what it has to be told is parked'],
  ['resume', 'tell a subscriber what it was not told while it was paused', 'is resumed: it is told what was parked meanwhile'],
] as const;

/** Who is told, and whether it can be told. */
export const subscribers: AddCommands = (program, { call, show, say, fail }) => {
  program
    .command('subscribers')
    .description('who is told, of what, and what is the matter with it')
    .option(...JSON_OPTION)
    .action(async (output: Output) => {
      const all = await call('GET', '/subscribers');
      show(all, output, () => subscribersInWords(all as Subscriber[]));
    });

  for (const [kind, description, word] of PAUSES) {
    program
      .command(`${kind} <subscriber>`)
      .description(description)
      .option('--reason <text>', 'why; it is in the history of what it concerns')
      .option(...JSON_OPTION)
      .action(async (name: string, { json, ...given }: Change) => {
        const answer = await call('POST', pathOf`/subscribers/${name}/${kind}`, given);
        show(answer, { ...(json && { json }) });
        say(`accepted: ${name} ${word}`);
      });
  }

  program
    .command('test <subscriber>')
    .description('tell it a test message, once: whether it can be told, and what comes back')
    .option(...JSON_OPTION)
    .action(async (name: string, output: Output) => {
      const tested = (await call('POST', pathOf`/subscribers/${name}/test`, {})) as Tested;
      show(tested, output, () => testInWords(name, tested));
      if (!tested.delivered) fail();
    });

  program
    .command('rotate-secret <subscriber>')
    .description('sign calls to it with a new secret, which is shown this once; for 24 hours with the one before besides')
    .option(...JSON_OPTION)
    .action(async (name: string, output: Output) => {
      const rotated = (await call('POST', pathOf`/subscribers/${name}/rotate-secret`, {})) as Rotated;
      show(rotated, output, () => rotated.secret);
      say(`the new secret of ${name}: keep it, it is not shown again; the one before it is valid for 24 hours more`);
    });
};

const testInWords = (name: string, { delivered, error, durationMs }: Tested): string =>
  `${name} was ${delivered ? '' : 'not '}told, after ${durationMs} ms${error === undefined ? '' : `: ${oneLine(error)}`}`;
