import { freePort } from '../../src/embedded/ports.ts';
import type { Bench } from '../bench.ts';
import type { Parts } from '../measure/cost.ts';
import { processCommand, startProgram } from '../servers/program.ts';
import { createJsonWebhook } from './json-webhook.ts';
import { orStop, startedPrograms } from './parts.ts';
import type { RunningSystem } from './system.ts';
import { insertOrders, openTables } from './tables.ts';

export type JsonSystem = {
  name: string;
  subscribers: number;
  /** Files of bench/processes by what they are, in the order in which they are started; one of them listens on PORT. */
  processes: Readonly<Record<string, string>>;
  /** Beyond what every process is told. */
  env?: Readonly<Record<string, string>>;
  /** Servers that work for it, beside Postgres. */
  servers?: Parts;
  /** What is left to do once the processes are up. */
  whenUp?: (env: Readonly<Record<string, string>>) => Promise<void>;
};

/** Any system but ours: it is told of payments as JSON, and records them in tables of the bench. */
export async function startJsonSystem(bench: Bench, system: JsonSystem): Promise<RunningSystem> {
  const programs = startedPrograms();
  return orStop(programs.stop, async () => {
    const env = await environmentOf(bench, system);
    const pool = await openTables(env.DATABASE_URL);
    const parts: Record<string, number[]> = {};
    for (const [part, file] of Object.entries(system.processes)) {
      const program = { name: part, command: processCommand(file), env, folder: `${bench.folder}/${system.name}` };
      parts[part] = [(await programs.add(startProgram(program))).pid];
    }
    await system.whenUp?.(env);
    const webhook = createJsonWebhook(Number(env.PORT));
    return {
      parts: { ...parts, ...system.servers, postgres: [bench.postgres.pid] },
      prepare: async (payNos) => void (await insertOrders(pool, payNos)),
      pay: webhook.pay,
      isOver: async () => true,
      async stop() {
        await webhook.close();
        await programs.stop();
        await pool.end();
      },
    };
  });
}

const environmentOf = async (bench: Bench, { name, subscribers, env }: JsonSystem) => ({
  DATABASE_URL: await bench.postgres.database(name.replaceAll('-', '_')),
  SUBSCRIBERS: String(subscribers),
  EFFECTS_PORT: String(bench.effects.port),
  FAILING_FILE: bench.failingFile,
  PORT: String(await freePort()),
  ...env,
});
