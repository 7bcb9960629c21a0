import type { Command } from 'commander';
import type { ApiCall } from './api-client.ts';

/** Every command has it: the API's own answer in place of words. */
export type Output = { json?: true };

/** What commands work with. Data goes to stdout, words about it to stderr. */
export type Cli = {
  /** @throws in one line: what is refused and why. */
  call: ApiCall;
  /** On stdout: the answer itself with --json, else in words; nothing where there are none for it. */
  show: (answer: unknown, output: Output, inWords?: () => string) => void;
  /** On stderr. */
  say: (line: string) => void;
  /** Asks a person; undefined where nobody sits at a terminal. */
  ask: ((question: string) => Promise<boolean>) | undefined;
  /** From now on the command counts as refused or failed. */
  fail: () => void;
};

/** A family of commands, added to the program. */
export type AddCommands = (program: Command, cli: Cli) => void;

export const JSON_OPTION = ['--json', "the API's own answer"] as const;
export const CANCEL_OPTION = ['--cancel', 'end it at its next step; what is done stays so'] as const;
export const REASON_OPTION = ['--reason <text>', 'why; it is kept'] as const;

export const createShow =
  (write: (text: string) => void): Cli['show'] =>
  (answer, { json }, inWords) => {
    if (json) write(`${JSON.stringify(answer, null, 2)}\n`);
    else if (inWords) write(`${inWords()}\n`);
  };

/** A path of the API with what people wrote in it. */
export const pathOf = (parts: TemplateStringsArray, ...names: string[]): string =>
  String.raw({ raw: parts }, ...names.map(encodeURIComponent));
