import { Client, Connection } from '@temporalio/client';
import type { Bench } from '../bench.ts';
import { subscriberNames } from '../processes/settings.ts';
import { ensureNamespace } from '../servers/namespace.ts';
import { processCommand, startProgram } from '../servers/program.ts';
import type { floor as floorWorkflow } from '../workflows/floor.ts';
import { orStop, startedPrograms } from './parts.ts';
import { queueOf } from './shop.ts';
import type { RunningSystem, System } from './system.ts';

/**
 * What Temporal itself takes: nothing is recorded, nobody is told, no webhook. The worker gets the activities with the answer that asks
 * for them (eager dispatch), as one does whose activities and workflows share a task queue.
 */
export const floor: System = {
  name: 'temporal-floor',
  description: 'the floor: an empty workflow with as many activities that do nothing, on the same server as ours; no HTTP',
  start: (bench, subscribers) => startFloor(bench, { name: 'temporal-floor', subscribers }),
};

/** The same where each activity has to go over a task queue, as it has to for subscribers in other processes. */
export const floorQueues: System = {
  name: 'temporal-floor-queues',
  description: 'the floor with each activity on a task queue of its own, in a process beside the worker',
  start: (bench, subscribers) => startFloor(bench, { name: 'temporal-floor-queues', subscribers, onOwnQueues: true }),
};

/** The bare call that our webhook waits for. */
export const bareSignal: System = {
  name: 'bare-signal',
  description: 'a bare signal-with-start of an empty workflow, on the same server as ours; no HTTP, nobody is told',
  openLoopOnly: true,
  start: (bench) => startFloor(bench, { name: 'bare-signal', subscribers: 0 }),
};

const TASK_QUEUE = 'floor';

type FloorOptions = { name: string; subscribers: number; onOwnQueues?: boolean };

async function startFloor(bench: Bench, { name, subscribers, onOwnQueues = false }: FloorOptions) {
  const temporal = await bench.temporal('shipped');
  const programs = startedPrograms();
  return orStop(programs.stop, async (): Promise<RunningSystem> => {
    const connection = await Connection.connect({ address: temporal.address });
    await ensureNamespace(connection, name);
    const told = subscriberNames(subscribers).map((name) => ({ name, taskQueue: onOwnQueues ? queueOf(name) : TASK_QUEUE }));
    const start = async (part: string, taskQueues: string[]) => {
      const env = {
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: name,
        EFFECTS_PORT: String(bench.effects.port),
        TASK_QUEUES: taskQueues.join(','),
        WORKFLOWS: TASK_QUEUE,
      };
      const command = processCommand('floor-worker.ts');
      return [(await programs.add(startProgram({ name: part, command, env, folder: `${bench.folder}/${name}` }))).pid];
    };
    const worker = await start('worker', [TASK_QUEUE]);
    const ownQueues = [...new Set(told.map(({ taskQueue }) => taskQueue))];
    const { workflow } = new Client({ connection, namespace: name });
    return {
      parts: {
        worker,
        ...(onOwnQueues && { subscribers: await start('subscribers', ownQueues) }),
        temporal: [temporal.pid],
        postgres: [bench.postgres.pid],
      },
      prepare: async () => undefined,
      async pay(payNo) {
        await workflow.signalWithStart<typeof floorWorkflow>('floor', {
          taskQueue: TASK_QUEUE,
          workflowId: payNo,
          args: [payNo, told],
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
