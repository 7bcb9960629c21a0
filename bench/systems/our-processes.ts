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

/** The API and the workers, as they are started anywhere: `npm run start:api` and `start:worker`. */
export async function startOurProcesses(
  bench: Bench,
  programs: ReturnType<typeof startedPrograms>,
  { name, kind, names, environment }: Deployment,
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
  const api = await start('api', shipped('api.js'), { ready: answers(`http://127.0.0.1:${PORT}/readyz`) });
  if (kind === 'hosted') {
    const [program = '', ...args] = shipped('worker.js', '--queue', 'payments');
    const env = { SUBSCRIBERS: String(names.length) };
    return { api, worker: await start('worker', [program, '--import', hosting, ...args], { env }) };
  }
  const worker = await start('worker', shipped('worker.js', '--queue', 'payments'));
  const env = { TASK_QUEUES: [...new Set(names.map(queueOf))].join(',') };
  return { api, worker, subscribers: await start('subscribers', processCommand('our-subscribers.ts'), { env }) };
}

const hosting = fileURLToPath(new URL('../hosting.js', import.meta.url));

const shipped = (file: string, ...args: string[]): string[] => [process.execPath, join(projectFolder, 'dist/bin', file), ...args];

const profiled = ({ profileFolder }: Bench, [program = '', ...args]: string[]): string[] =>
  profileFolder ? [program, '--cpu-prof', `--cpu-prof-dir=${profileFolder}`, ...args] : [program, ...args];
