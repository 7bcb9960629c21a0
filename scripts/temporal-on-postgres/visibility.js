import { readFileSync } from 'node:fs';
import pg from 'pg';
import { visibilitySql } from './settings.js';

/** See visibility.d.ts; what deploy/temporal/set-up-visibility.sh does with psql. */
export async function setUpVisibility(postgres, settings) {
  const client = new pg.Client({
    ...postgres,
    port: Number(postgres.port),
    database: settings.VISIBILITY_DBNAME,
    options: [
      `-c paynotify.visibility_indexes=${settings.VISIBILITY_INDEXES}`,
      `-c paynotify.visibility_synchronous_commit=${settings.VISIBILITY_SYNCHRONOUS_COMMIT}`,
    ].join(' '),
    connectionTimeoutMillis: 5000,
  });
  await client.connect();
  try {
    await client.query(readFileSync(visibilitySql, 'utf8'));
  } finally {
    await client.end();
  }
}
