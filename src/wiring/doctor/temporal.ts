import type { Client } from '@temporalio/client';
import { readTemporalConfig } from '../../config.ts';
import { attempt, type Finding } from '../../doctor/finding.ts';
import { examinePort } from '../../doctor/ports.ts';
import { examineTemporal } from '../../doctor/temporal.ts';
import { examineWorkers } from '../../doctor/workers.ts';
import type { Subscriber } from '../../domain/subscription.ts';
import { createClient } from '../../temporal/connection.ts';
import { createWithin } from '../../temporal/deadline.ts';
import { inspectTemporal } from '../../temporal/inspection.ts';
import { readServerClock } from '../../temporal/server-clock.ts';
import { createTaskQueues } from '../../temporal/task-queues.ts';

const TODO = 'see TEMPORAL_ADDRESS and the rest of TEMPORAL_*: TLS, API key, namespace';

/** The server, the namespace, and who works there for these subscribers. */
export function lookAtTemporal(settings: Readonly<Record<string, string>>, subscribers: Subscriber[]): Promise<Finding[]> {
  return attempt({ check: 'temporal', todo: TODO }, async () => {
    const config = readTemporalConfig(settings);
    const port = await examinePort(placeOf(config.connection.address));
    if (port.status === 'FAIL') return [port];
    const client = createClient(config);
    const findings = await examine(client, subscribers).finally(() => client.connection.close());
    return [port, ...findings];
  });
}

async function examine(client: Client, subscribers: Subscriber[]): Promise<Finding[]> {
  const state = await inspectTemporal(client);
  if (state.retentionDays === undefined) return examineTemporal({ ...state, clock: undefined });
  const clock = await readServerClock(client);
  const { countPollers } = createTaskQueues(client, createWithin(client));
  return [...examineTemporal({ ...state, clock }), ...(await examineWorkers(subscribers, countPollers))];
}

/** `host:port`, of IPv6 `[host]:port`. */
function placeOf(address: string) {
  const [, host = address, port = '7233'] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
  return { what: 'Temporal', host, port: Number(port) };
}
