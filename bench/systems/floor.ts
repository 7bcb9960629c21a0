import { Client, Connection } from '@temporalio/client';
import type { Bench } from '../bench.ts';
import { subscriberNames } from '../processes/settings.ts';
import { ensureNamespace } from '../servers/namespace.ts';
import { processCommand, startProgram } from '../servers/program.ts';
import type { floor as floorWorkflow } from '../workflows/floor.ts';
import { orStop, startedPrograms } from './parts.ts';
import type { RunningSystem, System } from './system.ts';

/** What Temporal itself takes: nothing is recorded, nobody is told, no webhook. */
export const floor: System = {
  name: 'temporal-floor',
  description: 'the floor: an empty workflow with as many activities that do nothing, on the same server as ours; no HTTP',
  start: (bench, subscribers) => startFloor(bench, { name: 'temporal-floor', subscribers }),
};

/** The bare call that our webhook waits for. */
export const bareSignal: System = {
  name: 'bare-signal',
  description: 'a bare signal-with-start of an empty workflow, on the same server as ours; no HTTP, nobody is told',
  openLoopOnly: true,
  start: (bench) => startFloor(bench, { name: 'bare-signal', subscribers: 0 }),
};

async function startFloor(bench: Bench, { name, subscribers }: { name: string; subscribers: number }) {
  const temporal = await bench.temporal('shipped');
  const programs = startedPrograms();
  return orStop(programs.stop, async (): Promise<RunningSystem> => {
    const connection = await Connection.connect({ address: temporal.address });
    await ensureNamespace(connection, name);
    const env = {
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: name,
      EFFECTS_PORT: String(bench.effects.port),
    };
    const command = processCommand('floor-worker.ts');
    const worker = await programs.add(startProgram({ name: 'worker', command, env, folder: `${bench.folder}/${name}` }));
    const { workflow } = new Client({ connection, namespace: name });
    const names = subscriberNames(subscribers);
    return {
      parts: { worker: [worker.pid], temporal: [temporal.pid], postgres: [bench.postgres.pid] },
      prepare: async () => undefined,
      async pay(payNo) {
        await workflow.signalWithStart<typeof floorWorkflow>('floor', {
          taskQueue: 'floor',
          workflowId: payNo,
          args: [payNo, names],
          signal: 'told',
        });
      },
      isOver: async () => true,
      historyEvents: async (payNo) => (await workflow.getHandle(payNo).describe()).historyLength,
      async stop() {
        await programs.stop();
        await connection.close();
      },
    };
  });
}
