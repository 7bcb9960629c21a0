import { createPool, inTransaction, onPool, type Pool } from '../../src/db/pool.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { type Away, refusing, silent } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { useOwnDatabase } from '../support/own-database.ts';

const own = useOwnDatabase();
let pool: Pool;

beforeAll(async () => {
  pool = own().pool;
  await pool.query('create table public.notes (note text)');
});
beforeEach(() => pool.query('truncate public.notes'));

const notes = async () =>
  (await pool.query<{ note: string }>('select note from public.notes order by note')).rows.map(({ note }) => note);

/** As an operator ends sessions, or a failover does. */
const endOtherSessions = () =>
  pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and backend_type = $$client backend$$ and pid <> pg_backend_pid()',
  );

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a transaction', () => {
  test('keeps all of its work', async () => {
    await inTransaction(pool, async (tx) => {
      await tx.query(`insert into public.notes values ('a')`);
      await tx.query(`insert into public.notes values ('b')`);
    });
    expect(await notes()).toEqual(['a', 'b']);
  });

  test('gives what its work gives', async () => {
    expect(await inTransaction(pool, async () => 'done')).toBe('done');
  });

  test('keeps nothing of its work when the work fails, and the failure stays what it is', async () => {
    const own = new Error('changed my mind');
    const failed = await failure(
      inTransaction(pool, async (tx) => {
        await tx.query(`insert into public.notes values ('a')`);
        throw own;
      }),
    );
    expect(failed).toBe(own);
    expect(await notes()).toEqual([]);
  });

  test('keeps nothing of its work when Postgres refuses a statement, and says which rule it broke', async () => {
    const failed = await failure(
      inTransaction(pool, async (tx) => {
        await tx.query(`insert into public.notes values ('a')`);
        await tx.query('insert into orders.pay_records (pay_no) values (null)');
      }),
    );
    expect(failed).toMatchObject({ code: '23502' });
    expect(failed).not.toBeInstanceOf(Unavailable);
    expect(await notes()).toEqual([]);
  });

  test.each([
    ['between two statements', async () => undefined],
    ['within a statement', async (query: (text: string) => Promise<unknown>) => query('select pg_sleep(60)')],
  ])('whose connection is lost %s keeps nothing, says that Postgres is away, and ends no process', async (_, then) => {
    const failed = await failure(
      inTransaction(pool, async (tx) => {
        const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        await tx.query(`insert into public.notes values ('a')`);
        const sleeping = then((text) => tx.query(text));
        await eventually(async () => {
          const { rowCount } = await pool.query('select from pg_stat_activity where pid = $1', [rows[0]?.pid]);
          if (rowCount !== 0) await endOtherSessions();
          expect(rowCount).toBe(0);
        });
        await sleeping;
        await tx.query(`insert into public.notes values ('b')`);
      }),
    );
    expect(failed).toBeInstanceOf(Unavailable);
    expect(failed).toMatchObject({ service: 'Postgres' });
    expect(await notes()).toEqual([]);
  });

  test('gives its connection back, however it ends', async () => {
    for (let round = 0; round < 30; round++) {
      await inTransaction(pool, async () => undefined);
      await failure(inTransaction(pool, async () => Promise.reject(new Error('no'))));
    }
    expect(pool.totalCount - pool.idleCount).toBe(0);
    const client = await pool.connect();
    expect(client.listenerCount('error')).toBeLessThan(3);
    client.release();
  });
});

test('the pool survives that the server ends its sessions, and hears of it', async () => {
  const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
  for (const client of clients) client.release();
  own().lost.splice(0);
  const { rowCount: ended } = await endOtherSessions();
  expect(ended).toBeGreaterThan(0);
  await eventually(() => expect(own().lost).toHaveLength(ended ?? 0));
  expect(await Promise.all([1, 2, 3].map(() => pool.query('select 1')))).toHaveLength(3);
});

describe.each<[string, () => Promise<Away>]>([
  ['refuses connections', refusing],
  ['takes connections and never answers', silent],
])('a Postgres that %s', (_, away) => {
  test('is said to be away, within seconds, without the password', async () => {
    const { address, close } = await away();
    const far = createPool(`postgres://someone:secret-password@${address}/any`, () => undefined);
    const failures = await Promise.all([
      failure(onPool(far).query('select 1')),
      failure(inTransaction(far, async () => undefined)),
    ]);
    for (const failed of failures) {
      expect(failed).toBeInstanceOf(Unavailable);
      expect(String(failed)).toMatch(/^Unavailable: Postgres does not answer: ./);
      expect(String(failed)).not.toContain('secret-password');
    }
    await far.end();
    await close();
  });
});

test('a statement that takes too long is given up, and Postgres is said to be away', async () => {
  expect(await failure(onPool(pool).query('select pg_sleep(60)'))).toBeInstanceOf(Unavailable);
});

describe('a bigint', () => {
  const read = async (text: string) => (await onPool(pool).query<{ n: unknown }>(`select ${text}::bigint as n`)).rows[0]?.n;

  test.each(['0', '8880', '-1', '9007199254740991', '-9007199254740991'])('of %s comes as that number', async (text) => {
    expect(await read(text)).toBe(Number(text));
  });

  test.each(['9007199254740992', '9223372036854775807', '-9007199254740993'])(
    'of %s is refused instead of rounded',
    async (text) => {
      expect(await failure(read(text))).toBeInstanceOf(RangeError);
    },
  );

  test('that is refused leaves the pool whole', async () => {
    await failure(read('9223372036854775807'));
    expect(await read('1')).toBe(1);
  });
});
