import { join } from 'node:path';
import { rabbitmqMissing, startRabbitMq } from '../servers/rabbitmq.ts';
import { startJsonSystem } from './json-system.ts';
import { orStop } from './parts.ts';
import type { System } from './system.ts';

export const outbox: System = {
  name: 'outbox-rabbitmq',
  description:
    'the replaced design: an outbox row in the transaction that records, then a durable fanout of RabbitMQ with confirms and acknowledgements',
  missing: rabbitmqMissing,
  async start(bench, subscribers) {
    const rabbitmq = await startRabbitMq(join(bench.folder, `rabbitmq-${subscribers}`));
    return orStop(rabbitmq.stop, async () => {
      const running = await startJsonSystem(bench, {
        name: 'outbox-rabbitmq',
        subscribers,
        processes: { subscribers: 'outbox-listeners.ts', api: 'outbox-api.ts' },
        env: { RABBITMQ_URL: rabbitmq.url },
        servers: { rabbitmq: [rabbitmq.pid] },
      });
      return {
        ...running,
        async stop() {
          await running.stop();
          await rabbitmq.stop();
        },
      };
    });
  },
};
