import { randomUUID } from 'node:crypto';
import { createClient } from '../../src/temporal/connection.ts';
import { inspectTemporal } from '../../src/temporal/inspection.ts';
import { readServerClock } from '../../src/temporal/server-clock.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem({ retentionSeconds: 3 * 86_400 });

test('a namespace says how long it keeps closed workflows, and which search attributes it has', async () => {
  expect(await inspectTemporal(system().client)).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    namespace: system().namespace,
    retentionDays: 3,
    attributes: { missing: [], otherType: [] },
  });
});

test('a namespace that is not there is said to have no retention', async () => {
  const { TEST_TEMPORAL_ADDRESS: address = '' } = process.env;
  const client = createClient({ namespace: `none-${randomUUID()}`, connection: { address } });
  expect(await inspectTemporal(client)).toMatchObject({ retentionDays: undefined });
  await client.connection.close();
});

test("the server's clock is read from what it notes of a poll", async () => {
  const { before, said, after } = await eventually(async () => {
    const reading = await readServerClock(system().client);
    if (!reading) throw new Error('the poll was not noted in time');
    expect(Number(reading.after) - Number(reading.before)).toBeLessThan(2_000);
    return reading;
  });
  // The same machine: its clock is between the two.
  expect([before, said, after].map(Number)).toEqual([before, said, after].map(Number).sort());
});

test('a server that is away is said so', async () => {
  const { address } = await refusing();
  const client = createClient({ namespace: 'default', connection: { address } });
  await expect(inspectTemporal(client)).rejects.toThrow('Temporal does not answer');
  await client.connection.close();
});
