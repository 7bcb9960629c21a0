import pg from 'pg';

/**
 * Forgets the server that ran on this database before. Its services stay listed for 20 s, on ports that are gone, and a
 * new server that tries to join them takes nearly a minute. There must be no other one on this database.
 */
export async function forgetFormerServer(postgres, database) {
  const client = new pg.Client({ ...postgres, port: Number(postgres.port), database, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query('delete from cluster_membership');
  } finally {
    await client.end();
  }
}
