import { type AddCommands, JSON_OPTION, type Output, pathOf, REASON_OPTION } from '../cli.ts';

type Decision = Output & { reason: string };

const KINDS = [
  ['approve', 'tell a held payment as its notification says', 'approved: it is told as its notification says'],
  ['reject', 'tell nobody of what is held', 'rejected: nobody is told'],
] as const;

/** A person's word on what a check stopped. */
export const held: AddCommands = (program, { call, show, say }) => {
  for (const [kind, description, word] of KINDS) {
    program
      .command(`${kind} <payNo>`)
      .description(description)
      .requiredOption(...REASON_OPTION)
      .option(...JSON_OPTION)
      .action(async (payNo: string, { reason, ...output }: Decision) => {
        const answer = await call('POST', pathOf`/payments/${payNo}/${kind}`, { reason });
        show(answer, output);
        say(`accepted: what is held of ${payNo} is ${word}`);
      });
  }
};
