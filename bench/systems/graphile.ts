import { installed } from './installed.ts';
import { startJsonSystem } from './json-system.ts';
import type { System } from './system.ts';

export const graphile: System = {
  name: 'graphile-worker',
  description: 'graphile-worker: a job for each subscriber, added in the transaction that records; ten at a time',
  missing: () => installed('graphile-worker'),
  start: (bench, subscribers) =>
    startJsonSystem(bench, {
      name: 'graphile-worker',
      subscribers,
      // The worker first: it makes the tables of the jobs.
      processes: { worker: 'graphile-worker.ts', api: 'graphile-api.ts' },
    }),
};
