import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type pg from 'pg';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { projectFolder } from '../../src/embedded/data-folder.ts';
import { runMigrations } from '../../src/embedded/migrations.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { alipaySimulator } from '../../src/providers/alipay/simulator.ts';
import type { Bench } from '../bench.ts';
import { subscriberNames } from '../processes/settings.ts';
import { ensureNamespace } from '../servers/namespace.ts';
import { answers, processCommand, startProgram } from '../servers/program.ts';
import type { TemporalKind } from '../servers/temporal.ts';
import { createAlipayWebhook } from './alipay-webhook.ts';
import { orStop, startedPrograms } from './parts.ts';
import { fillWithPaid, insertUnpaid, queueOf, register, type SubscriberKind } from './shop.ts';
import type { RunningSystem, System } from './system.ts';
import { openTables } from './tables.ts';

/** `stored`: how many payments there are already. */
export type OursOptions = { name: string; kind: SubscriberKind; temporal: TemporalKind; stored?: number };

export const ours = (options: OursOptions): System => ({
  name: options.name,
  description:
    options.kind === 'hosted'
      ? 'paynotify, its subscribers `hosted` in the payments worker'
      : 'paynotify, each subscriber on a task queue of its own',
  start: (bench, subscribers) => startOurs(bench, options, subscribers),
});

const settings = alipaySimulator.makeSettings();

async function startOurs(bench: Bench, options: OursOptions, subscribers: number): Promise<RunningSystem> {
  const temporal = await bench.temporal(options.temporal);
  const programs = startedPrograms();
  return orStop(programs.stop, async () => {
    const connection = await Connection.connect({ address: temporal.address });
    const environment = await prepareOurs(bench, { ...options, connection, address: temporal.address });
    const names = subscriberNames(subscribers);
    await register(environment.DATABASE_URL, names, options.kind);
    const pool = await openTables(environment.DATABASE_URL);
    if (options.stored) await fillWithPaid(pool, { count: options.stored, subscribers: names });
    const folder = join(bench.folder, options.name);
    const start = (name: string, command: string[], env = {}) =>
      programs.add(startProgram({ name, command: profiled(bench, command), env: { ...environment, ...env }, folder }));
    const api = await programs.add(
      startProgram({
        name: 'api',
        command: profiled(bench, [process.execPath, join(projectFolder, 'dist/bin/api.js')]),
        env: environment,
        folder,
        ready: answers(`http://127.0.0.1:${environment.PORT}/readyz`),
      }),
    );
    const workers =
      options.kind === 'hosted'
        ? { worker: [(await start('worker', processCommand('our-hosted-worker.ts'), { SUBSCRIBERS: String(subscribers) })).pid] }
        : {
            worker: [(await start('worker', [process.execPath, join(projectFolder, 'dist/bin/worker.js'), '--queue', 'payments'])).pid],
            subscribers: [
              (await start('subscribers', processCommand('our-subscribers.ts'), { TASK_QUEUES: taskQueues(names) })).pid,
            ],
          };
    const webhook = createAlipayWebhook(Number(environment.PORT), settings);
    const { workflow } = new Client({ connection, namespace: options.name });
    return {
      parts: { api: [api.pid], ...workers, temporal: [temporal.pid], postgres: [bench.postgres.pid] },
      async prepare(payNos) {
        await insertUnpaid(pool, payNos);
        for (const payNo of payNos) webhook.sign(payNo);
      },
      pay: webhook.pay,
      isOver: () => nothingIsUnsettled(pool),
      historyEvents: async (payNo) => (await workflow.getHandle(workflowIdOf(payNo)).describe()).historyLength,
      async stop() {
        await webhook.close();
        await programs.stop();
        await connection.close();
        await pool.end();
      },
    };
  });
}

const taskQueues = (names: readonly string[]): string => [...new Set(names.map(queueOf))].join(',');

/** Database and namespace, and what our processes are told. */
async function prepareOurs(bench: Bench, { name, address, connection }: OursOptions & { address: string; connection: Connection }) {
  const DATABASE_URL = await bench.postgres.database(name.replaceAll('-', '_'));
  await ensureNamespace(connection, name);
  const environment = {
    ...settings,
    DATABASE_URL,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: name,
    TEMPORAL_CONFIG_FILE: join(bench.folder, 'none'),
    PORT: String(await freePort()),
    EFFECTS_PORT: String(bench.effects.port),
    FAILING_FILE: bench.failingFile,
  };
  await runMigrations({ dataFolder: bench.folder }, environment);
  return environment;
}

const profiled = ({ profileFolder }: Bench, [program = '', ...args]: string[]): string[] =>
  profileFolder ? [program, '--cpu-prof', `--cpu-prof-dir=${profileFolder}`, ...args] : [program, ...args];

async function nothingIsUnsettled(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query('select from orders.payment_results where settled_at is null limit 1');
  return rows.length === 0;
}
