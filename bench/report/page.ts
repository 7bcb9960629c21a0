import type { Experiment, Results } from '../results.ts';
import { countsOf, cpuMs, daysOf, endToEndP50, figure, paymentsPerSecond, repetitionsOf, systemsOf, writes } from './figures.ts';
import {
  costTable,
  devServerTable,
  isolationTable,
  manyTable,
  partsTable,
  storedTable,
  subscribersTable,
  timesTable,
} from './tables.ts';
import { targetsTable } from './targets.ts';
import { number } from './words.ts';

/** docs/performance.md. */
export const page = (results: Results): string => `# Performance

<!-- Made by npm run bench:report of bench/results/results.json: change bench/report/, not this page. -->

What a payment costs, from its webhook to the last subscriber's committed effect, beside other ways to do the same job. What stands
side by side with one number of subscribers was measured in one run on one machine, in turn, over and over (${repetitions(results)}).
The machines of different days are of one kind and not equally fast, by a factor of two: compare what is of one day. What is not measured yet is said so.

![CPU time a payment, by process, and time to the last subscriber](performance.svg)

## In short

${inShort(results)}

## What is compared

Every system does the same job: take one HTTP POST of a payment, record it in one transaction (the fact, once for ever, and the order's
new state) and make one idempotent insert for each of S subscribers. Each is run as its own users would run it, on the same Postgres with
fsync.

${Object.entries(results.descriptions)
  .filter(([name]) => !/-(dev|stored-\d+)$/.test(name))
  .map(([name, description]) => `- **${name}**: ${description}.`)
  .join('\n')}
${Object.entries(results.skipped)
  .map(([name, reason]) => `- ${name} was left out: ${reason}.\n`)
  .join('')}
They do not promise the same. Ours also verifies Alipay's signature, checks amount and currency, keeps who was told and what was
tried, retries for months, lets a person see, retry and skip each delivery, and shows one history for each payment. The outbox with
RabbitMQ loses what its listener has failed three times. graphile-worker, DBOS and Restate retry durably.

## At full load

${conditions(results.closedLoop)}

${costTable(results)}

Medians over the repetitions, the least and the greatest small beside them. CPU-ms is user and system time of all processes that
work for the payment (those of the server and Postgres too, not the load's own), without what they take while nothing is to be done.
A write transaction is one that Postgres gave a number. Memory is without Postgres.

${partsTable(results)}

## With more subscribers

${subscribersTable(results)}

## At a steady rate

${conditions(results.openLoop)}

${timesTable(results)}

\`bare-signal\` is the call alone that our webhook waits for.${overloaded(results)}

## When one subscriber fails

${conditions(results.isolation)}

${isolationTable(results)}

Ours are retried by Temporal beside the others. The replaced design's listener takes one message at a time, tries a failing
one three times a second apart, and drops it.

## When much is stored, and with very many subscribers

${conditions(results.stored)} Those in Temporal's store too were really made,
the other ones by SQL in the business tables only.

${storedTable(results)}

${conditions(results.manySubscribers)}

${manyTable(results)}

Hosted, each of many subscribers costs less than each of 50. On own task queues each costs more, and what grows is Temporal's share alone
(8 CPU-ms a subscriber of 50, 12 of 500; writes, Postgres and our processes stay). By the server's own profile, 40 s with 500 and 40 s with
50: with each step of one activity it goes through the timeouts of all that are pending in the run, and sorts them
(\`LoadAndSortActivityTimers\`: 4.5 % of its CPU, 0.8 % with 50); matching forwards tasks between the partitions of a queue (3.1 %, none with
50); collecting memory takes 9.8 %, 8.3 % with 50. Together that is a third of what grows; the rest is spread over all of its calls.

## On the development server

The server of \`npm run dev\` keeps its data in one SQLite file. ${conditions(results.devServer)}

${devServerTable(results)}

A write costs little there, so the plain version, whose activities need no way to another process, is ahead of ours on own task queues;
hosted is ahead of it.

## Targets

${targetsTable(results)}

A ratio is one of medians; isolation's is the median of the runs' own.

## Where it goes

By CPU profiles of our processes, the CPU time of their threads and \`pg_stat_statements\`, S = 3, on the machine of 2026-11-24:

- **Hosted costs about what the floor costs**: Temporal with three activities that do nothing and nobody who records. It is one workflow
  task whatever S is, and each subscriber more is one event. Of it Temporal and Postgres take half, and that half alone is about a quarter of
  plain Temporal's whole: the target of a quarter leaves nothing for a worker that runs the workflow.
- **Own task queues have a floor of their own**: \`temporal-floor-queues\`, the same three activities that do nothing, each over a task queue to
  another process. \`temporal-floor\` and plain Temporal have their activities on the workflow's queue, where the server hands them out with the
  answer that asks for them (eager dispatch): no way through matching, and one write less for each. A subscriber that is a service of its own
  cannot have that. ${ownQueues(results)}
- **Temporal's server**, by its own profile (own task queues): 22 % writes the state of workflows, 12 % are system calls, 10 % allocates and
  9 % collects memory, the rest is spread over the layers between its four services. There is no one thing to switch off.
- **Write transactions**, counted by their numbers in Postgres' log: on own task queues Temporal's state takes 11, its histories 8 (each
  beside the state, not with it), its lists 3, its cleaning up 2 or 3, and ours 5: the record, three effects, who was told. The floor of own task
  queues, which records nothing, already writes four fifths of what plain Temporal writes: that target cannot be met
  in this shape, and with what is ours on top of that floor's CPU, nor can that of half of its CPU. Hosted and in one process, Temporal is left with 6 or 7.
- **The payments worker**, hosted, takes 23 CPU-ms: its main thread (the SDK's and \`pg\`'s JavaScript), the workflows' thread, V8's own
  threads (compiling and collecting; less once it is warm) and Temporal's Rust core. Messages between the first two are about 3 of them.
- **Taken out: words for stack traces.** The SDK puts the stack trace of each promise that workflow code makes (about a hundred a payment)
  into words at once, for the Web UI's tab of that name: 38 % of that thread's time. They are put into words when somebody reads them
  (\`src/temporal/lazy-stack-traces.ts\`; the answers are the same to the letter), and the modules of the workflow run once, not once a
  payment. To replay one hosted payment 400 times, three times each in turn: 20.6, 21.0, 19.7 CPU-ms a replay became 13.9, 15.3, 14.0.
- **Taken out: the SDK's watchdog.** \`isolateExecutionTimeout\` starts and joins a thread at each entry into a workflow, about thirty times a
  payment, 75 µs of CPU and 150 µs of waiting each where nothing else runs. One timer does its work now
  (\`src/temporal/watched-worker.ts\`): hosted, one run after the other beside other work, 24 payments a second and 51 CPU-ms became 34 and 45.
- Taken out before: one upsert of the lists and one timer for each change, seven of thirteen round trips and all planning of statements in a
  record, promises of the workflow, the cost of 69 of 74 indexes of the lists (1.7 ms of Postgres' CPU a workflow became 0.9).
- **Left as it is**: workflow code in the main thread would save a quarter of that replay's, and would stop everything else of that process whenever it is busy.
- **\`npm start\`** saves the start's way over the task queue, a second process and its messages: two write transactions, 7 to 28 % of the CPU
  (S = 3, in four runs on two machines) and about a third of the time to the last subscriber.

## How to read it

- **CPU a payment, write transactions and history events are the stable figures.** Payments per second and times depend on how many cores
  there are and what else runs on them; compare them within one table only.
- Everything runs on one machine: the load, all servers and Postgres share its ${results.machine['cores'] ?? '–'} cores. On machines of their own they do
  not wait for each other, and the CPU a payment stays.
- Each system is warm before it is measured: it has done 400 payments, or as many as it does in a minute (S = 1, S = 10, the
  failing subscriber and what is stored, measured on 2026-11-27: 80 at least, which favours those that do many payments in the time of a
  measurement).
- All servers stay up during the whole run; what each takes while idle is measured before and after each measurement, and taken off.
- The figures of ours are with a registered subscriber for each S, really signed notifications, and the settings of \`deploy/\`. Plain
  Temporal runs on a server of its own with the program's own settings and schema.
- WAL is counted without checkpoints in between: with them every system writes more.

| | |
|---|---|
${[...Object.entries(results.machine), ...Object.entries(results.versions)].map(([name, value]) => `| ${name} | ${typeof value === 'number' ? number(value) : value} |`).join('\n')}

## Make it again

\`npm run bench\` (Linux; Go builds the Temporal server once; RabbitMQ from \`apt-get install rabbitmq-server\`, or it is left out), then
\`npm run bench:report\`. It takes some hours, and nothing else should run meanwhile. \`npm run bench -- --quick\` shows in some minutes that all of it works;
\`--only\`, \`--experiments\`, \`--subscribers\` and \`--repetitions\` choose, \`--profile <folder>\` writes CPU profiles of our processes.
`;

const conditions = (experiment: Experiment<object> | undefined): string =>
  experiment
    ? `${experiment.conditions[0]?.toUpperCase()}${experiment.conditions.slice(1)}; ${experiment.measuredAt.slice(0, 10)}.`
    : 'Not measured yet.';

const repetitions = ({ closedLoop }: Results): string =>
  countsOf(closedLoop)
    .map((subscribers) => {
      const times = repetitionsOf(closedLoop, subscribers);
      return `S = ${subscribers}: ${times === 1 ? 'once' : `${times} times`}, ${daysOf(closedLoop, subscribers).join(' and ')}`;
    })
    .join('; ');

/** Whose times say nothing: fewer at full load than came. */
function overloaded({ closedLoop, openLoop }: Results): string {
  const rate = Number.parseInt(openLoop?.conditions ?? '', 10);
  const slower = systemsOf(openLoop).filter(
    (system) => (figure(closedLoop, { system, subscribers: 3, pick: paymentsPerSecond })?.median ?? rate) < rate,
  );
  if (slower.length === 0) return '';
  return ` That machine did fewer than ${rate} a second at full load of ${slower.join(' and ')}: their times are those of a line that grows, and
so are the targets below that are made of them.`;
}

/** How far ours is above what Temporal takes for it, and what that is of plain Temporal. */
function ownQueues({ closedLoop }: Results): string {
  const [ours, floor, plain] = ['paynotify-queues', 'temporal-floor-queues', 'temporal-plain'].map((system) => ({
    cpu: figure(closedLoop, { system, subscribers: 3, pick: cpuMs })?.median,
    writes: figure(closedLoop, { system, subscribers: 3, pick: writes })?.median,
  }));
  if (!ours?.cpu || !floor?.cpu || !plain?.cpu || !ours.writes || !floor.writes || !plain.writes)
    return 'It is not measured yet.';
  const times = (a: number, b: number) => `${number(a / b)} times`;
  return `paynotify-queues takes ${times(ours.cpu, floor.cpu)} its CPU and ${times(ours.writes, floor.writes)} its write transactions;
  the floor itself takes ${number(floor.cpu / plain.cpu)} of plain Temporal's CPU and ${number(floor.writes / plain.writes)} of its write transactions.`;
}

const OURS = ['paynotify-one', 'paynotify-hosted', 'paynotify-queues'];

/** Who is cheaper than we are, and by how much: as the figures say it. */
function inShort({ closedLoop, openLoop }: Results): string {
  const rivals = ['outbox-rabbitmq', 'graphile-worker', 'restate', 'dbos', 'temporal-plain'];
  const lines = [3, 10, 50].flatMap((subscribers) => {
    const cost = (system: string) => figure(closedLoop, { system, subscribers, pick: cpuMs })?.median;
    return OURS.flatMap((name) => sentence(name, { cost, rivals, subscribers }));
  });
  const time = (system: string) => number(figure(openLoop, { system, pick: endToEndP50 })?.median ?? Number.NaN);
  const times = [...OURS, ...rivals].map((name) => `${name} ${time(name)}`);
  return [...lines, `- At 10 payments a second everybody is told after (p50, S = 3): ${times.join(', ')} ms.`].join('\n');
}

type Costs = { cost: (system: string) => number | undefined; rivals: string[]; subscribers: number };

function sentence(name: string, { cost, rivals, subscribers }: Costs): string[] {
  const ours = cost(name);
  if (ours === undefined) return [];
  const compared = rivals.flatMap((rival) => {
    const theirs = cost(rival);
    if (theirs === undefined) return [];
    return theirs < ours ? `${number(ours / theirs)} times ${rival}'s` : `1/${number(theirs / ours)} of ${rival}'s`;
  });
  return [`- S = ${subscribers}, ${name}: ${number(ours)} CPU-ms a payment: ${compared.join(', ')}.`];
}
