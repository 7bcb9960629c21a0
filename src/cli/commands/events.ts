import type { Command } from 'commander';
import { type AddCommands, type Cli, JSON_OPTION, type Output, pathOf, REASON_OPTION } from '../cli.ts';
import { type EventPage, eventsInWords } from '../words/events.ts';

type Filter = Output & Record<string, string>;

const KINDS = [
  ['retry', 'try a parked event again, or the next attempt of a retrying one now', 'is tried again'],
  ['skip', 'do not tell this subscriber of it', 'is skipped'],
] as const;

/** What operators are to be told of, and are not told yet. */
export const events: AddCommands = (program, cli) => {
  const family = program.command('events').description('what operators are not told yet, and what to do about it');
  addList(family, cli);

  for (const [kind, description, word] of KINDS) {
    family
      .command(`${kind} <eventId> <subscriber>`)
      .description(description)
      .requiredOption(...REASON_OPTION)
      .option(...JSON_OPTION)
      .action(async (...[eventId, subscriber, given]: [string, string, Output & { reason: string }]) => {
        const { reason, ...output } = given;
        cli.show(
          await cli.call('POST', pathOf`/operator-events/${eventId}/deliveries/${subscriber}/${kind}`, { reason }),
          output,
        );
        cli.say(`accepted: event ${eventId} to ${subscriber} ${word}`);
      });
  }
};

function addList(family: Command, { call, show, say }: Cli): void {
  family
    .command('list')
    .description('events that somebody is not told yet, the newest first')
    .option('--subscriber <name>', 'parked for this one')
    .option('--limit <count>', 'at most so many, 1 to 100 (default: 50)')
    .option('--cursor <cursor>', 'go on where the page before ended')
    .option(...JSON_OPTION)
    .action(async ({ json, ...filter }: Filter) => {
      const page = (await call('GET', `/operator-events?${new URLSearchParams(filter)}`)) as EventPage;
      show(page, { ...(json && { json }) }, () => eventsInWords(page));
      if (page.nextCursor !== null) say(`there are more: --cursor ${page.nextCursor}`);
    });
}
