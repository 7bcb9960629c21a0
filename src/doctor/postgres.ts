import type { PostgresState } from '../db/inspection.ts';
import { type ClockReading, compareClocks } from './clock.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** The oldest that its makers still mend. */
const OLDEST = 14;

export type PostgresLook = Omit<PostgresState, 'now'> & { clock: ClockReading; known: string[] };

/** `known`: the migrations of this version. */
export function examinePostgres({ version, applied, clock, known }: PostgresLook): Finding[] {
  const isMended = Number.parseInt(version, 10) >= OLDEST;
  const says = `Postgres ${version}`;
  return [
    isMended ? ok('postgres', says) : warn('postgres', `${says} is not mended any more`, 'upgrade Postgres'),
    migrationsFinding(applied, known),
    compareClocks('Postgres', clock),
  ];
}

function migrationsFinding(applied: string[], known: string[]): Finding {
  const pending = known.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !known.includes(name));
  if (pending.length > 0)
    return fail('migrations', `pending: ${pending.join(', ')}`, 'run npm run migrate, or the container migrate');
  if (unknown.length > 0)
    return warn('migrations', `of a newer version: ${unknown.join(', ')}`, 'use the version of paynotify that made them');
  return ok('migrations', `all ${known.length} are done`);
}
