import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { defaultDataFolder } from '../src/embedded/data-folder.ts';

const EXPERIMENTS = ['side-by-side', 'isolation', 'stored', 'many-subscribers', 'dev-server'] as const;
export type ExperimentName = (typeof EXPERIMENTS)[number];

export type Options = {
  experiments: ExperimentName[];
  /** Names of systems; all of them where it is left out. */
  only?: string[];
  subscribers: number[];
  repetitions: number;
  inFlight: number;
  perSecond: number;
  /** How long a system that does few payments a second is warmed up before its first measurement. */
  warmUpSeconds: number;
  /** Of one measurement. */
  closedSeconds: number;
  openSeconds: number;
  isolationSeconds: number;
  storedPayments: number[];
  /** Of the greatest of these, so many are in Temporal's store too. */
  storedWorkflows: number;
  manySubscribers: number[];
  results: string;
  profile?: string;
};

type Given = {
  experiments?: ExperimentName[];
  only?: string[];
  quick?: true;
  subscribers?: number[];
  repetitions?: number;
  seconds?: number;
  perSecond?: number;
  results?: string;
  profile?: string;
};

const committed = fileURLToPath(new URL('./results/results.json', import.meta.url));

const long: Options = {
  experiments: [...EXPERIMENTS],
  subscribers: [1, 3, 10, 50],
  repetitions: 5,
  inFlight: 16,
  perSecond: 10,
  warmUpSeconds: 60,
  closedSeconds: 10,
  openSeconds: 20,
  isolationSeconds: 60,
  storedPayments: [1_000, 20_000, 200_000],
  storedWorkflows: 20_000,
  manySubscribers: [50, 150, 500],
  results: committed,
};

/** Shows that everything runs; its figures are worth nothing, and do not take the place of those that are kept. */
const quick: Options = {
  ...long,
  experiments: ['side-by-side'],
  subscribers: [3],
  repetitions: 1,
  warmUpSeconds: 1,
  closedSeconds: 1,
  openSeconds: 1,
  isolationSeconds: 5,
  storedPayments: [100, 1_000],
  storedWorkflows: 200,
  manySubscribers: [5, 10],
  results: join(defaultDataFolder, 'bench-quick.json'),
};

export function readOptions(): Options {
  const given = new Command('bench')
    .description(
      'Measures paynotify and its rivals side by side on this machine; it takes hours. Nothing else should run meanwhile.',
    )
    .option('--quick', 'a run of a minute or two that shows that everything works')
    .option('--experiments <names>', `some of ${EXPERIMENTS.join(', ')} (default: all)`, experiments)
    .option('--only <systems>', 'these systems only, by name', words)
    .option('--subscribers <counts>', 'side by side with so many subscribers (1,3,10,50)', numbers)
    .option('--repetitions <count>', 'how often each is measured, in turn (5)', number)
    .option('--seconds <count>', 'about how long one measurement at full load takes (10)', number)
    .option(
      '--per-second <count>',
      'how many payments a second come at a steady rate (10): fewer on a machine that cannot do so many',
      number,
    )
    .option('--results <file>', 'where the figures go; experiments that are not made keep theirs (bench/results/results.json)')
    .option('--profile <folder>', 'CPU profiles of our processes go there; where to fetch those of the server is said')
    .parse()
    .opts<Given>();
  const { quick: isQuick, seconds, ...rest } = given;
  return { ...(isQuick ? quick : long), ...rest, ...(seconds && { closedSeconds: seconds, openSeconds: seconds }) };
}

const words = (text: string): string[] => text.split(',').filter(Boolean);

const numbers = (text: string): number[] => words(text).map(number);

function number(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Write whole numbers, 1 or more.');
  return Number(text);
}

const experiments = (text: string): ExperimentName[] =>
  words(text).map((name) => {
    const experiment = EXPERIMENTS.find((known) => known === name);
    if (!experiment) throw new InvalidArgumentError(`There is no experiment ${name}.`);
    return experiment;
  });
