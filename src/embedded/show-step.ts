import { Listr } from 'listr2';

type Outcome<T> = { value: T } | { error: unknown };

/** Shows a step while it runs; in plain lines where there is no terminal. Why it failed is for who catches the error to say. */
export async function showStep<T>(title: string, work: (say: (line: string) => void) => Promise<T>): Promise<T> {
  const outcome = await (process.stdout.isTTY ? onTerminal(title, work) : inLines(title, work));
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

async function onTerminal<T>(title: string, work: (say: (line: string) => void) => Promise<T>): Promise<Outcome<T>> {
  const outcomes: Outcome<T>[] = [];
  const steps = new Listr([], { registerSignalListeners: false });
  steps.add({
    title,
    task: async (_, step) => {
      const say = (line: string) => {
        step.output = line;
      };
      const outcome = await outcomeOf(work(say));
      outcomes.push(outcome);
      if ('error' in outcome) throw new Error('see below');
    },
  });
  await steps.run().catch(() => undefined);
  return outcomes[0] ?? { error: new Error(`${title} did not run`) };
}

async function inLines<T>(title: string, work: (say: (line: string) => void) => Promise<T>): Promise<Outcome<T>> {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const outcome = await outcomeOf(work((line) => print(`  ${line}`)));
  print(`${'error' in outcome ? '✖' : '✔'} ${title}`);
  return outcome;
}

const outcomeOf = <T>(working: Promise<T>): Promise<Outcome<T>> =>
  working.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
