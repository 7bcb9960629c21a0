import { installed } from './installed.ts';
import { startJsonSystem } from './json-system.ts';
import type { System } from './system.ts';

export const dbos: System = {
  name: 'dbos',
  description:
    'DBOS: a workflow with a step that records and a step for each subscriber, all in the process that takes the webhook',
  missing: () => installed('@dbos-inc/dbos-sdk'),
  start: async (bench, subscribers) =>
    startJsonSystem(bench, {
      name: 'dbos',
      subscribers,
      processes: { app: 'dbos.ts' },
      env: { DBOS_DATABASE_URL: await bench.postgres.database('dbos_system') },
    }),
};
