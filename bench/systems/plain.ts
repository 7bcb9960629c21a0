import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../src/embedded/ports.ts';
import type { Bench } from '../bench.ts';
import { ensureNamespace } from '../servers/namespace.ts';
import { answers, processCommand, startProgram } from '../servers/program.ts';
import type { TemporalKind } from '../servers/temporal.ts';
import { createJsonWebhook } from './json-webhook.ts';
import { orStop, startedPrograms } from './parts.ts';
import type { RunningSystem, System } from './system.ts';
import { insertOrders, openTables } from './tables.ts';

/** Temporal as the public samples use it. */
export const plain = (name: string, kind: TemporalKind): System => ({
  name,
  description:
    'Temporal as in the public samples: client.workflow.start, an activity that saves, an activity for each subscriber, nothing tuned',
  start: (bench, subscribers) => startPlain(bench, { name, kind, subscribers }),
});

async function startPlain(bench: Bench, { name, kind, subscribers }: { name: string; kind: TemporalKind; subscribers: number }) {
  const temporal = await bench.temporal(kind);
  const programs = startedPrograms();
  return orStop(programs.stop, async (): Promise<RunningSystem> => {
    const url = await bench.postgres.database(name.replaceAll('-', '_'));
    const pool = await openTables(url);
    const connection = await Connection.connect({ address: temporal.address });
    await ensureNamespace(connection, name);
    const port = await freePort();
    const env = {
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: name,
      SUBSCRIBERS: String(subscribers),
      EFFECTS_PORT: String(bench.effects.port),
      FAILING_FILE: bench.failingFile,
      PORT: String(port),
    };
    const folder = `${bench.folder}/${name}`;
    const apiCommand = processCommand('plain-api.ts');
    const api = await programs.add(startProgram({ name: 'api', command: apiCommand, env, folder }));
    const workerCommand = processCommand('plain-worker.ts');
    const worker = await programs.add(startProgram({ name: 'worker', command: workerCommand, env, folder }));
    const webhook = createJsonWebhook(port);
    const { workflow } = new Client({ connection, namespace: name });
    return {
      parts: { api: [api.pid], worker: [worker.pid], temporal: [temporal.pid], postgres: [bench.postgres.pid] },
      prepare: async (payNos) => void (await insertOrders(pool, payNos)),
      pay: webhook.pay,
      isOver: async () => true,
      historyEvents: async (payNo) => (await workflow.getHandle(`payment-${payNo}`).describe()).historyLength,
      async stop() {
        await webhook.close();
        await programs.stop();
        await connection.close();
        await pool.end();
      },
    };
  });
}
