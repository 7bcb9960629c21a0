import type { z } from 'zod';
import type { subscriber } from '../../api/subscriber-schemas.ts';
import { columns } from './columns.ts';

export type Subscriber = z.infer<typeof subscriber>;

/** A line each: who is told, of what, and where; and what keeps somebody from being told. */
export function subscribersInWords(all: Subscriber[]): string {
  if (all.length === 0) return 'nobody is told of anything';
  const header = ['NAME', 'KIND', 'STATUS', 'ORDER TYPES', 'RESULTS', 'WHERE'];
  const rows = all.map((one) => [
    ...[one.name, one.kind, statusOf(one), one.orderTypes?.join(', ') ?? 'all', one.results?.join(', ') ?? 'all'],
    whereOf(one),
  ]);
  return columns([header, ...rows]).join('\n');
}

const statusOf = ({ status, pausedBy }: Subscriber): string => (pausedBy === undefined ? status : `paused by ${pausedBy}`);

function whereOf({ url, taskQueue, activity, problem }: Subscriber): string {
  const where = url ?? [taskQueue, activity].filter((part) => part !== undefined).join(' ');
  return problem === undefined ? where : `${where} (${problem})`;
}
