import type { Options } from '../options.ts';
import { dbos } from './dbos.ts';
import { bareSignal, floor, floorQueues } from './floor.ts';
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
  floorQueues,
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

/** The same system with so many payments stored before: `filler` makes those of them that are in Temporal's store too. */
export const storedSystems = ({ storedPayments, storedWorkflows }: Pick<Options, 'storedPayments' | 'storedWorkflows'>) =>
  storedPayments.map((stored) => {
    const isLived = stored === Math.max(...storedPayments);
    const named = { name: `paynotify-stored-${stored}`, temporal: isLived ? ('filled' as const) : ('shipped' as const) };
    return {
      stored,
      storedWorkflows: isLived ? storedWorkflows : 0,
      system: ours({ ...named, kind: 'activity', stored }),
      filler: ours({ ...named, kind: 'hosted', oneProcess: true }),
    };
  });
