import type { TemporalState } from '../temporal/inspection.ts';
import { type ClockReading, compareClocks } from './clock.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** An operator who comes back from holidays still finds what happened to a payment. */
const RETENTION_DAYS = 30;

/** `clock` is undefined where the server did not say it. */
export type TemporalLook = TemporalState & { clock: ClockReading | undefined };

export function examineTemporal({ version, namespace, retentionDays, attributes, clock }: TemporalLook): Finding[] {
  const server = ok('temporal', `Temporal Server ${version}`);
  if (retentionDays === undefined)
    return [server, fail('namespace', `there is no namespace ${namespace}`, 'create it, or set TEMPORAL_NAMESPACE')];
  return [
    server,
    ok('namespace', namespace),
    retentionFinding(namespace, retentionDays),
    attributesFinding(attributes),
    clock
      ? compareClocks('Temporal', clock)
      : warn('clock of Temporal', 'is not known: Temporal did not say it in time', 'run this again'),
  ];
}

function retentionFinding(namespace: string, days: number): Finding {
  const says = `${days} days`;
  if (days >= RETENTION_DAYS) return ok('retention', says);
  const todo = `temporal operator namespace update --namespace ${namespace} --retention ${RETENTION_DAYS}d`;
  return warn('retention', `${says}: after that what happened to a payment is only in Postgres`, todo);
}

function attributesFinding({ missing, otherType }: TemporalState['attributes']): Finding {
  if (missing.length > 0)
    return fail(
      'search attributes',
      `missing: ${missing.join(', ')}: every payment is stuck without them`,
      'run npm run migrate, or the container migrate',
    );
  if (otherType.length > 0)
    return fail(
      'search attributes',
      `of another type: ${otherType.join(', ')}`,
      'remove them (temporal operator search-attribute remove), then run npm run migrate',
    );
  return ok('search attributes', 'are all there');
}
