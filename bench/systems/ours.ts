import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type pg from 'pg';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { runMigrations } from '../../src/embedded/migrations.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { alipaySimulator } from '../../src/providers/alipay/simulator.ts';
import type { Bench } from '../bench.ts';
import { subscriberNames } from '../processes/settings.ts';
import { ensureNamespace } from '../servers/namespace.ts';
import type { TemporalKind } from '../servers/temporal.ts';
import { createAlipayWebhook } from './alipay-webhook.ts';
import { startOurProcesses } from './our-processes.ts';
import { orStop, startedPrograms } from './parts.ts';
import { type BenchKind, fillWithPaid, insertUnpaid, register } from './shop.ts';
import type { RunningSystem, System } from './system.ts';
import { openTables } from './tables.ts';

/** `stored`: how many payments there are already. `oneProcess`: with the API and all workers in one, hosted subscribers only. */
export type OursOptions = { name: string; kind: BenchKind; temporal: TemporalKind; stored?: number; oneProcess?: boolean };

const WORDS: Record<BenchKind, string> = {
  activity: 'paynotify, each subscriber an activity on a task queue of its own, in a process beside the payments worker',
  hosted: 'paynotify, its subscribers `hosted` in the payments worker',
};

export const ours = (options: OursOptions): System => ({
  name: options.name,
  description: options.oneProcess
    ? `${WORDS[options.kind]}; API and workers in one process, as by \`npm start\``
    : WORDS[options.kind],
  start: (bench, subscribers) => startOurs(bench, options, subscribers),
});

const settings = alipaySimulator.makeSettings();

async function startOurs(bench: Bench, options: OursOptions, subscribers: number): Promise<RunningSystem> {
  const temporal = await bench.temporal(options.temporal);
  const connection = await Connection.connect({ address: temporal.address });
  const programs = startedPrograms();
  const stop = async () => {
    await programs.stop();
    await connection.close();
  };
  return orStop(stop, async () => {
    await ensureNamespace(connection, options.name);
    const environment = await prepareOurs(bench, { ...options, address: temporal.address });
    const names = subscriberNames(subscribers);
    const told = await register(environment.DATABASE_URL, names, options.kind);
    const pool = await openTables(environment.DATABASE_URL);
    if (options.stored) await fillWithPaid(pool, options.stored, told);
    const processes = await startOurProcesses(bench, programs, { ...options, names, environment });
    const webhook = createAlipayWebhook(Number(environment.PORT), settings);
    const { workflow } = new Client({ connection, namespace: options.name });
    return {
      parts: { ...processes, temporal: [temporal.pid], postgres: [bench.postgres.pid] },
      async prepare(payNos) {
        await insertUnpaid(pool, payNos);
        for (const payNo of payNos) webhook.sign(payNo);
      },
      pay: webhook.pay,
      isOver: () => nothingIsUnsettled(pool),
      historyEvents: async (payNo) => (await workflow.getHandle(workflowIdOf(payNo)).describe()).historyLength,
      async stop() {
        await webhook.close();
        await stop();
        await pool.end();
      },
    };
  });
}

/** The database, and what our processes are told. */
async function prepareOurs(bench: Bench, { name, address }: OursOptions & { address: string }) {
  const environment = {
    ...settings,
    DATABASE_URL: await bench.postgres.database(name.replaceAll('-', '_')),
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

async function nothingIsUnsettled(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query('select from orders.payment_results where settled_at is null limit 1');
  return rows.length === 0;
}
