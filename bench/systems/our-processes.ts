import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../../src/embedded/data-folder.ts';
import type { Bench } from '../bench.ts';
import type { Parts } from '../measure/cost.ts';
import { answers, processCommand, startProgram } from '../servers/program.ts';
import type { OursOptions } from './ours.ts';
import type { startedPrograms } from './parts.ts';
import { queueOf } from './shop.ts';

type Deployment = OursOptions & { names: readonly string[]; environment: Readonly<Record<string, string>> };

/** The API and the workers, as they are started anywhere: `npm run start:api` and `start:worker`, or `npm start` for all in one. */
export async function startOurProcesses(
  bench: Bench,
  programs: ReturnType<typeof startedPrograms>,
  { name, kind, oneProcess, names, environment }: Deployment,
): Promise<Parts> {
  const folder = join(bench.folder, name);
  const { PORT } = environment;
  const start = async (
    part: string,
    command: string[],
    more: { env?: Record<string, string>; ready?: () => Promise<boolean> } = {},
  ) => {
    const env = { ...environment, ...more.env };
    const program = { name: part, command: profiled(bench, command), env, folder, ...(more.ready && { ready: more.ready }) };
    return [(await programs.add(startProgram(program))).pid];
  };
  const ready = answers(`http://127.0.0.1:${PORT}/readyz`);
  const hosted = ([program = '', ...args]: string[]) => [program, '--import', hosting, ...args];
  const env = { SUBSCRIBERS: String(names.length) };
  if (oneProcess) return { app: await start('app', hosted(shipped('all.js')), { env, ready }) };
  const api = await start('api', shipped('api.js'), { ready });
  if (kind === 'hosted')
    return { api, worker: await start('worker', hosted(shipped('worker.js', '--queue', 'payments')), { env }) };
  const worker = await start('worker', shipped('worker.js', '--queue', 'payments'));
  const queues = { TASK_QUEUES: [...new Set(names.map(queueOf))].join(',') };
  return { api, worker, subscribers: await start('subscribers', processCommand('our-subscribers.ts'), { env: queues }) };
}

const hosting = fileURLToPath(new URL('../hosting.js', import.meta.url));

const shipped = (file: string, ...args: string[]): string[] => [process.execPath, join(projectFolder, 'dist/bin', file), ...args];

const profiled = ({ profileFolder }: Bench, [program = '', ...args]: string[]): string[] =>
  profileFolder ? [program, '--cpu-prof', `--cpu-prof-dir=${profileFolder}`, ...args] : [program, ...args];
