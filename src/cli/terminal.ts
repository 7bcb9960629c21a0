import { createInterface } from 'node:readline';

type Streams = { input: NodeJS.ReadableStream & { isTTY?: boolean }; output: NodeJS.WritableStream & { isTTY?: boolean } };

/** How a person is asked y/N; undefined where input or output is no terminal: nobody would see the question. */
export function createAsk({ input, output }: Streams): ((question: string) => Promise<boolean>) | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  return async (question) => {
    const terminal = createInterface({ input, output, prompt: `${question} [y/N] ` });
    terminal.prompt();
    try {
      for await (const answer of terminal) return /^\s*(y|yes)\s*$/i.test(answer);
      return false; // Ctrl-D
    } finally {
      terminal.close(); // a terminal that is still read keeps the program from ending
    }
  };
}
