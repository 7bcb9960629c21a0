import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import pg from 'pg';
import { type RunningTemporal, startTemporalOnPostgres } from '../../scripts/temporal-on-postgres.js';
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { eventually } from '../support/eventually.ts';

/**
 * The server that is built from its source, on the whole of its schema: `npm run test:temporal-on-postgres`. No part of
 * `npm test`: without Go and the minutes of its first build it cannot run.
 */
const settings = { DBNAME: 'server_test', VISIBILITY_DBNAME: 'server_test_visibility', NUM_HISTORY_SHARDS: '4' };
const { TEST_DATABASE_URL: postgresUrl = '' } = process.env;
const visibility = new pg.Client({ connectionString: postgresUrl.replace(/[^/]*$/, settings.VISIBILITY_DBNAME) });
let server: RunningTemporal;
let client: Client;

const rows = async (sql: string) => (await visibility.query<Record<string, string>>(sql)).rows;
const isListed = async (query: string) => {
  const found = [];
  for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
  expect(found).toEqual(['payment/parked']);
};

/** Of each attribute of ours, the index on the column that this installation has given it. */
const indexOf = async (attribute: string): Promise<string> => {
  const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
  const aliases = Object.entries(config?.customSearchAttributeAliases ?? {});
  const [column = ''] = aliases.find(([, alias]) => alias === attribute) ?? [];
  const [{ relname = '' } = {}] = await rows(`select indexrelid::regclass as relname from pg_index, pg_attribute
    where indrelid = attrelid and attnum = indkey[1] and attname = '${column.toLowerCase()}'`);
  return relname;
};
const useOf = async (index: string) =>
  Number((await rows(`select idx_scan from pg_stat_user_indexes where indexrelname = '${index}'`))[0]?.['idx_scan']);

beforeAll(async () => {
  server = await startTemporalOnPostgres({ postgresUrl, settings });
  client = new Client({ connection: await Connection.connect({ address: server.address }) });
  await registerSearchAttributes(client);
  await visibility.connect();
});

afterAll(async () => {
  await client?.connection.close();
  await server?.stop();
  await visibility.end();
});

test('all of its indexes are there by name, and five are whole', async () => {
  const definitions = (await rows(`select indexdef from pg_indexes where tablename = 'executions_visibility'`)).map(
    ({ indexdef }) => indexdef ?? '',
  );
  expect(definitions).toHaveLength(74);
  expect(definitions.filter((definition) => !definition.includes(' WHERE '))).toHaveLength(5);
});

test('what is parked is found among many that are done, by state and by subscriber, by an index', async () => {
  // The server knows new search attributes after some seconds.
  await eventually(() =>
    client.workflow.start('any', {
      taskQueue: 'nobody',
      workflowId: 'payment/parked',
      typedSearchAttributes: [
        { key: defineSearchAttributeKey('PaymentState', 'KEYWORD'), value: 'parked' },
        { key: defineSearchAttributeKey('ParkedSubscribers', 'KEYWORD_LIST'), value: ['bookkeeping', 'warehouse'] },
      ],
    }),
  );
  await eventually(() => isListed(`PaymentState = 'parked'`));
  const [state, parked] = [await indexOf('PaymentState'), await indexOf('ParkedSubscribers')];
  await visibility.query(`insert into executions_visibility (namespace_id, run_id, start_time, execution_time, workflow_id,
      workflow_type_name, status, close_time, encoding, search_attributes)
    select namespace_id, n::text, start_time, execution_time, 'payment/P' || n, workflow_type_name, 2, now(), encoding,
      jsonb_build_object(initcap(replace(replace('${state}', 'by_', ''), '_', '')), 'done')
    from executions_visibility, generate_series(1, 20000) n where workflow_id = 'payment/parked'`);
  await visibility.query('analyze executions_visibility');
  for (const [index, query] of [
    [state, `PaymentState = 'parked'`],
    [parked, `ParkedSubscribers = 'bookkeeping'`],
  ] as const) {
    const before = await useOf(index);
    await isListed(query);
    await eventually(async () => expect(await useOf(index)).toBeGreaterThan(before));
  }
});

test('told to have all of its indexes, it starts again with every one of them whole', async () => {
  await server.stop();
  server = await startTemporalOnPostgres({ postgresUrl, settings: { ...settings, VISIBILITY_INDEXES: 'all' } });
  const partial = `select from pg_indexes where tablename = 'executions_visibility' and indexdef like '% WHERE %'`;
  expect(await rows(partial)).toEqual([]);
});
