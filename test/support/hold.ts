import { Client } from 'pg';
import { eventually } from './eventually.ts';

/** Something in Postgres that others have to wait for. */
export type Hold = {
  /** Resolves when one waits for it: the process id of its connection's end in Postgres. */
  someoneWaits(): Promise<number>;
  /** Ends what waits as if it had never been tried. */
  endWaiting(): Promise<void>;
  release(): Promise<void>;
};

/** Holds what `sql` locks, in a transaction on a connection of the test's own, until it is released. */
export async function hold(databaseUrl: string, sql: string): Promise<Hold> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  await client.query(sql);
  const waiting = async () => {
    const { rows } = await client.query<{ pid: number }>(
      'select pid from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
    );
    return rows.map(({ pid }) => pid);
  };
  return {
    someoneWaits: () =>
      eventually(async () => {
        const [pid] = await waiting();
        if (pid === undefined) throw new Error('nobody waits');
        return pid;
      }),
    async endWaiting() {
      for (const pid of await waiting()) await client.query('select pg_terminate_backend($1, 5000)', [pid]);
    },
    release: () => client.end(),
  };
}

/** Who writes to this table waits; who reads it does not. */
export const holdTable = (databaseUrl: string, table: string): Promise<Hold> =>
  hold(databaseUrl, `lock table ${table} in share mode`);
