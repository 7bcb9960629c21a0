import { createDatabase, type Database } from '../../db/database.ts';
import { inspectPostgres } from '../../db/inspection.ts';
import { listMigrations } from '../../db/migrations.ts';
import { createPool, onPool, type Pool } from '../../db/pool.ts';
import { attempt, type Finding } from '../../doctor/finding.ts';
import { examinePort } from '../../doctor/ports.ts';
import { examinePostgres } from '../../doctor/postgres.ts';
import { examineSecrets } from '../../doctor/secrets.ts';
import type { Subscriber } from '../../domain/subscription.ts';
import { createSecretBox } from '../../secrets/secret-box.ts';

/** What is found, and the subscribers that are in it. */
type Look = { findings: Finding[]; subscribers: Subscriber[] };

const isFine = (findings: Finding[]): boolean => findings.every(({ status }) => status !== 'FAIL');

export async function lookAtPostgres(databaseUrl: string, secretsKey: string | undefined): Promise<Look> {
  const findings = await portOf(databaseUrl);
  if (!isFine(findings)) return { findings, subscribers: [] };
  const pool = createPool(databaseUrl, () => undefined); // a connection that broke meanwhile is said by the statement that needs it
  try {
    findings.push(
      ...(await attempt({ check: 'postgres', todo: 'see DATABASE_URL: user, password, database' }, () => examine(pool))),
    );
    if (!isFine(findings)) return { findings, subscribers: [] };
    const database = createDatabase(pool);
    const subscribers = await database.listSubscribers();
    return { findings: [...findings, ...(await lookAtSecrets(database, subscribers, secretsKey))], subscribers };
  } finally {
    await pool.end();
  }
}

/** Nothing where the URL names no host: a socket, or more than one server. */
async function portOf(databaseUrl: string): Promise<Finding[]> {
  if (!URL.canParse(databaseUrl)) return [];
  const { hostname, port } = new URL(databaseUrl);
  return hostname ? [await examinePort({ what: 'Postgres', host: hostname, port: Number(port || 5432) })] : [];
}

async function examine(pool: Pool): Promise<Finding[]> {
  const db = onPool(pool);
  await db.query('select 1', []); // connects, so that the clock is read without that
  const before = new Date();
  const { now: said, ...state } = await inspectPostgres(db);
  return examinePostgres({ ...state, clock: { before, said, after: new Date() }, known: listMigrations() });
}

async function lookAtSecrets(database: Database, all: Subscriber[], secretsKey: string | undefined): Promise<Finding[]> {
  const box = createSecretBox(secretsKey);
  const subscribers = all.filter(({ kind }) => kind === 'http' || kind === 'amqp').map(({ name }) => name);
  const open = async (subscriber: string) => {
    box.openReadable(subscriber, await database.listSubscriberSecrets(subscriber));
  };
  return examineSecrets({ hasKey: Boolean(secretsKey), subscribers, open });
}
