import { dbos } from './dbos.ts';
import { bareSignal, floor } from './floor.ts';
import { graphile } from './graphile.ts';
import { ours } from './ours.ts';
import { outbox } from './outbox.ts';
import { plain } from './plain.ts';
import { restate } from './restate.ts';
import type { System } from './system.ts';

/** Side by side, in this order. */
export const systems: System[] = [
  ours({ name: 'paynotify-queues', kind: 'activity', temporal: 'shipped' }),
  ours({ name: 'paynotify-hosted', kind: 'hosted', temporal: 'shipped' }),
  ours({ name: 'paynotify-one', kind: 'hosted', temporal: 'shipped', oneProcess: true }),
  plain('temporal-plain', 'stock'),
  floor,
  bareSignal,
  outbox,
  dbos,
  graphile,
  restate,
];

/** On the development server. */
export const devSystems: System[] = [
  ours({ name: 'paynotify-queues-dev', kind: 'activity', temporal: 'dev' }),
  ours({ name: 'paynotify-hosted-dev', kind: 'hosted', temporal: 'dev' }),
  plain('temporal-plain-dev', 'dev'),
];

/** The same system with so many payments stored before. */
export const storedSystems = (counts: readonly number[]): { stored: number; system: System }[] =>
  counts.map((stored) => ({
    stored,
    system: ours({ name: `paynotify-stored-${stored}`, kind: 'activity', temporal: 'shipped', stored }),
  }));
