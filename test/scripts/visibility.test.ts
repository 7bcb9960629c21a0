import { Client } from 'pg';
import { setUpVisibility } from '../../scripts/temporal-on-postgres/visibility.js';
import type { PaymentState } from '../../src/domain/delivery.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/** One column and index of each kind that Temporal's visibility schema has; the whole of it: temporal-on-postgres.server.ts. */
const schema = `
  create extension btree_gin;
  create table executions_visibility (
    namespace_id char(64) not null, run_id char(64) not null, start_time timestamp not null, close_time timestamp,
    workflow_id varchar(255) not null, history_length bigint, root_workflow_id varchar(255) not null default '',
    Keyword01 varchar(255), Keyword02 varchar(255), KeywordList01 jsonb, TemporalNamespaceDivision varchar(255),
    primary key (namespace_id, run_id)
  );
  create index by_workflow_id on executions_visibility (namespace_id, workflow_id, start_time desc, run_id);
  create index by_history_length on executions_visibility (namespace_id, history_length, start_time desc, run_id);
  create index by_root_workflow_id on executions_visibility (namespace_id, root_workflow_id, start_time desc, run_id);
  create index by_keyword_01 on executions_visibility (namespace_id, Keyword01, start_time desc, run_id);
  create index by_keyword_02 on executions_visibility (namespace_id, Keyword02, start_time desc, run_id);
  create index by_temporal_namespace_division on executions_visibility
    (namespace_id, TemporalNamespaceDivision, start_time desc, run_id);
  create index default_idx on executions_visibility
    (namespace_id, (coalesce(close_time, '9999-12-31 23:59:59')) desc, start_time desc, run_id);
  create index by_keyword_list_01 on executions_visibility using gin (namespace_id, KeywordList01 jsonb_path_ops);`;

/** One payment in two hundred is parked. */
const payments = `
  insert into executions_visibility (namespace_id, run_id, start_time, close_time, workflow_id, Keyword01, Keyword02, KeywordList01)
  select 'shop', n::text, now(), now(), 'payment/P' || n, '60201', case when n % 200 = 0 then 'parked' else 'done' end,
    case when n % 200 = 0 then '["bookkeeping"]'::jsonb end
  from generate_series(1, 5000) n;
  analyze executions_visibility`;

/** What a payment that is open waits for; none of these may be without an index. */
const openStates = Object.keys({ processing: 0, parked: 0, held: 0 } satisfies Record<Exclude<PaymentState, 'done'>, 0>);

const few = { VISIBILITY_INDEXES: 'few', VISIBILITY_SYNCHRONOUS_COMMIT: 'off' };
const all = { VISIBILITY_INDEXES: 'all', VISIBILITY_SYNCHRONOUS_COMMIT: 'on' };

let visibility: TestDatabase;
let client: Client;

const bring = (settings: Record<string, string>) => {
  const { hostname: host, port, username: user, password, pathname } = new URL(visibility.url);
  return setUpVisibility({ host, port, user, password }, { VISIBILITY_DBNAME: pathname.slice(1), ...settings });
};
const rows = async (sql: string) => (await client.query<Record<string, string>>(sql)).rows;
const indexes = () => rows(`select indexname, indexdef from pg_indexes where tablename = 'executions_visibility' order by 1`);
const sizes = () => rows(`select indexrelid, pg_relation_filenode(indexrelid) from pg_index order by 1`);
const planOf = async (condition: string) =>
  JSON.stringify(
    await rows(`explain select * from executions_visibility where ${condition} and namespace_id = 'shop'
      and TemporalNamespaceDivision is null
      order by coalesce(close_time, '9999-12-31 23:59:59') desc, start_time desc, run_id limit 20`),
  );

beforeEach(async () => {
  visibility = await createTestDatabase();
  client = new Client({ connectionString: visibility.url });
  await client.connect();
  await client.query(schema);
});

afterEach(async () => {
  await client.end();
  await visibility.drop();
});

test('few indexes are what is looked for, under all of their names', async () => {
  const before = await indexes();
  await bring(few);
  const after = await indexes();
  expect(after.map(({ indexname }) => indexname)).toEqual(before.map(({ indexname }) => indexname));
  const whole = after.filter(({ indexdef }) => !indexdef?.includes(' WHERE ')).map(({ indexname }) => indexname);
  expect(whole).toEqual(['by_workflow_id', 'default_idx', 'executions_visibility_pkey']);
});

test.each([
  ...openStates.map((state): [string, string] => [`Keyword02 = '${state}'`, 'by_keyword_02']),
  [`Keyword02 in ('parked', 'held')`, 'by_keyword_02'],
  [`KeywordList01 @> '"bookkeeping"'::jsonb`, 'by_keyword_list_01'],
  [`(KeywordList01 @> '"bookkeeping"'::jsonb or KeywordList01 @> '"*"'::jsonb)`, 'by_keyword_list_01'],
  [`workflow_id = 'payment/P77'`, 'by_workflow_id'],
  ['start_time > now()', 'default_idx'],
])('who looks for %s has an index: %s', async (condition, index) => {
  await bring(few);
  await client.query(payments);
  expect(await planOf(condition)).toContain(index);
});

test('a payment that is done is in few of them', async () => {
  await bring(few);
  await client.query(payments.replaceAll('% 200 ', '% 200000 '));
  const pages = `select relname from pg_class where relname ~ '^(by|default)_' and relkind = 'i' and pg_relation_size(oid) > 32768`;
  expect((await rows(pages)).map(({ relname }) => relname).sort()).toEqual(['by_workflow_id', 'default_idx']);
});

test('what is as it should be is left alone', async () => {
  await bring(few);
  const before = await sizes();
  await bring(few);
  expect(await sizes()).toEqual(before);
});

test('a later schema may drop and make indexes: the new ones are brought to it at the next start', async () => {
  await bring(few);
  await client.query(`drop index by_root_workflow_id; alter table executions_visibility add column Bool01 boolean;
    create index by_bool_01 on executions_visibility (namespace_id, Bool01)`);
  await bring(few);
  expect(await indexes()).toContainEqual({
    indexname: 'by_bool_01',
    indexdef: expect.stringMatching(/ WHERE \(bool01 IS NOT NULL\)$/),
  });
});

test("an operator's own index that leaves out rows is left alone", async () => {
  await client.query(`create index by_order on executions_visibility (namespace_id, Keyword01) where Keyword01 = '60201'`);
  const own = (await indexes()).find(({ indexname }) => indexname === 'by_order');
  for (const settings of [few, all]) {
    await bring(settings);
    expect(await indexes()).toContainEqual(own);
  }
});

test('all indexes are what Temporal made, whatever was before', async () => {
  const before = await indexes();
  await bring(few);
  await bring(all);
  expect(await indexes()).toEqual(before);
});

test.each([few, all])('commits wait for the disk, or not, in this database: %j', async (settings) => {
  await bring(settings);
  const later = new Client({ connectionString: visibility.url });
  await later.connect();
  const { rows: answer } = await later.query('show synchronous_commit');
  await later.end();
  expect(answer).toEqual([{ synchronous_commit: settings.VISIBILITY_SYNCHRONOUS_COMMIT }]);
});

test.each(['VISIBILITY_INDEXES', 'VISIBILITY_SYNCHRONOUS_COMMIT'])('%s that is none of its words is refused', async (name) => {
  await expect(bring({ ...few, [name]: 'some' })).rejects.toThrow(new RegExp(`^${name} must be .+, not some$`));
});
