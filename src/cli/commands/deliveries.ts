import { type AddCommands, JSON_OPTION, type Output, pathOf, REASON_OPTION } from '../cli.ts';

type Decision = Output & { reason: string };
type Order = Decision & { result?: string };

const KINDS = [
  ['retry', 'try a parked delivery again, or the next attempt of a retrying one now', 'is tried again'],
  ['skip', 'do not tell this subscriber', 'is skipped'],
] as const;

/** What a person can do about the deliveries of one payment. */
export const deliveries: AddCommands = (program, { call, show, say }) => {
  async function act(path: string, body: object, output: Output): Promise<void> {
    const answer = await call('POST', path, body);
    show(answer, output);
  }

  for (const [kind, description, word] of KINDS) {
    program
      .command(`${kind} <payNo> <subscriber>`)
      .description(description)
      .requiredOption(...REASON_OPTION)
      .option('--result <resultId>', 'only if it is at this result; said twice, the next one is left alone')
      .option(...JSON_OPTION)
      .action(async (payNo: string, subscriber: string, { reason, result, ...output }: Order) => {
        const body = { reason, ...(result !== undefined && { resultId: result }) };
        await act(pathOf`/payments/${payNo}/deliveries/${subscriber}/${kind}`, body, output);
        say(`accepted: the delivery of ${payNo} to ${subscriber} ${word}`);
      });
  }

  program
    .command('redeliver <payNo> <subscriber> <resultId>')
    .description('deliver once more what was delivered (paid, refunded, ...), with the same idempotency key')
    .requiredOption(...REASON_OPTION)
    .option(...JSON_OPTION)
    .action(async (...[payNo, subscriber, resultId, decision]: [string, string, string, Decision]) => {
      const { reason, ...output } = decision;
      await act(pathOf`/payments/${payNo}/deliveries/${subscriber}/redeliver`, { resultId, reason }, output);
      say(`accepted: ${resultId} of ${payNo} is delivered to ${subscriber} once more`);
    });
};
