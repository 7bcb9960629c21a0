import { Client, Connection } from '@temporalio/client';
import { ensureNamespace } from '../servers/namespace.ts';
import type { TemporalKind } from '../servers/temporal.ts';
import { startJsonSystem } from './json-system.ts';
import { orStop } from './parts.ts';
import type { System } from './system.ts';

/** Temporal as the public samples use it. */
export const plain = (name: string, kind: TemporalKind): System => ({
  name,
  description:
    'Temporal as in the public samples: client.workflow.start, one activity to save, one activity for each subscriber, nothing tuned',
  async start(bench, subscribers) {
    const temporal = await bench.temporal(kind);
    const connection = await Connection.connect({ address: temporal.address });
    return orStop(
      () => connection.close(),
      async () => {
        await ensureNamespace(connection, name);
        const running = await startJsonSystem(bench, {
          name,
          subscribers,
          processes: { worker: 'plain-worker.ts', api: 'plain-api.ts' },
          env: { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: name },
          servers: { temporal: [temporal.pid] },
        });
        const { workflow } = new Client({ connection, namespace: name });
        return {
          ...running,
          historyEvents: async (payNo) => (await workflow.getHandle(`payment-${payNo}`).describe()).historyLength,
          async stop() {
            await running.stop();
            await connection.close();
          },
        };
      },
    );
  },
});
