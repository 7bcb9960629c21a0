import { compareClocks } from '../../src/doctor/clock.ts';
import { examineNode } from '../../src/doctor/node.ts';
import { examinePostgres, type PostgresLook } from '../../src/doctor/postgres.ts';
import { examineSecrets } from '../../src/doctor/secrets.ts';
import { examineSettings } from '../../src/doctor/settings.ts';
import { examineTemporal, type TemporalLook } from '../../src/doctor/temporal.ts';
import { examineWorkers } from '../../src/doctor/workers.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24) + seconds * 1000);
/** Ours goes from 0 to 1 while the other one says this. */
const reading = (said: number) => ({ before: at(0), said: at(said), after: at(1) });
const clock = reading(0.5);

describe("a clock is compared with this machine's:", () => {
  test.each([
    ['ok', 0.5, 'is the same as here'],
    ['ok', 2.9, 'is the same as here'],
    ['warn', 6, "is 5 s ahead of this machine's"],
    ['warn', -30, "is 30 s behind this machine's"],
    ['FAIL', -301, "is 301 s behind this machine's"],
    ['FAIL', 400, "is 399 s ahead of this machine's"],
  ])('%s where it says %s', (status, said, says) => {
    expect(compareClocks('Postgres', reading(said))).toMatchObject({ check: 'clock of Postgres', status, says });
  });

  test('one that is told in full seconds is not behind for that', () => {
    expect(compareClocks('the API', reading(-2.9), 1)).toMatchObject({ status: 'ok' });
  });
});

test.each([
  ['v20.19.0', 'ok'],
  ['v24.0.0', 'ok'],
  ['v18.20.1', 'FAIL'],
])('Node %s is %s', (version, status) => expect(examineNode(version)).toMatchObject([{ status }]));

describe('of settings', () => {
  const acme = { name: 'acme', needs: ['ACME_ID', 'ACME_KEY'], lacks: [] as string[] };
  const examine = (lacks: string[]) => examineSettings({ problems: [], providers: [{ ...acme, lacks }], hasTokens: true });

  test('a provider that has some of what it needs is named, and one that is not used is not', () => {
    expect(examine([])).toContainEqual({ check: 'providers', status: 'ok', says: 'acme: on' });
    expect(examine(['ACME_KEY'])).toContainEqual(expect.objectContaining({ status: 'warn', says: 'is off: without ACME_KEY' }));
    expect(examine(['ACME_ID', 'ACME_KEY']).filter(({ status }) => status !== 'ok')).toMatchObject([
      { check: 'providers', status: 'warn', says: 'none is on: no webhook is taken' },
    ]);
  });

  test('tokens that are missing are said', () => {
    expect(examineSettings({ problems: [], providers: [acme], hasTokens: false })).toContainEqual(
      expect.objectContaining({ check: 'API_TOKENS', status: 'warn' }),
    );
  });
});

describe('of Postgres', () => {
  const look: PostgresLook = { version: '18.4 (Debian 18.4-1)', applied: ['0001_a'], known: ['0001_a'], clock };
  test.each<[string, Partial<PostgresLook>, object]>([
    ['a migration is pending', { known: ['0001_a', '0002_b'] }, { status: 'FAIL', says: 'pending: 0002_b' }],
    ['a newer version was here', { known: [] }, { status: 'warn', says: 'of a newer version: 0001_a' }],
    ['it is very old', { version: '12.1' }, { check: 'postgres', status: 'warn' }],
  ])('%s', (_, changes, finding) => {
    expect(examinePostgres(look).every(({ status }) => status === 'ok')).toBe(true);
    expect(examinePostgres({ ...look, ...changes }).filter(({ status }) => status !== 'ok')).toMatchObject([finding]);
  });
});

describe('of Temporal', () => {
  const attributes = { missing: [], otherType: [] };
  const look: TemporalLook = { version: '1.32.0', namespace: 'default', retentionDays: 30, attributes, clock };
  test.each<[string, Partial<TemporalLook>, object]>([
    ['closed workflows are forgotten soon', { retentionDays: 3 }, { check: 'retention', status: 'warn' }],
    [
      'search attributes are missing',
      { attributes: { missing: ['OrderId'], otherType: [] } },
      { status: 'FAIL', todo: 'run npm run migrate, or the container migrate' },
    ],
    [
      'a search attribute has another type',
      { attributes: { missing: [], otherType: ['OrderId'] } },
      { status: 'FAIL', says: 'of another type: OrderId' },
    ],
    ['it does not say what time it is', { clock: undefined }, { check: 'clock of Temporal', status: 'warn' }],
  ])('%s', (_, changes, finding) => {
    expect(examineTemporal(look).every(({ status }) => status === 'ok')).toBe(true);
    expect(examineTemporal({ ...look, ...changes }).filter(({ status }) => status !== 'ok')).toMatchObject([finding]);
  });
});

describe('of workers', () => {
  const subscribers = [
    { name: 'mail', taskQueue: 'mail', kind: 'activity' as const },
    { name: 'partner', taskQueue: 'deliver/partner', kind: 'http' as const },
    { name: 'here', taskQueue: 'payments', kind: 'hosted' as const },
  ];
  const examine = (polled: string[]) => examineWorkers(subscribers, async (queue) => (polled.includes(queue) ? 1 : 0));

  test('all that are needed poll', async () => {
    expect((await examine(['payments', 'mail', 'deliver/partner'])).map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  test('without a payments worker nothing goes on; without one of a subscriber that one is told nothing', async () => {
    expect(await examine([])).toMatchObject([
      { status: 'FAIL', todo: 'start it: npm run start:worker -- --queue payments, or the container payments-worker' },
      { check: 'worker of mail', status: 'warn', todo: 'start its service, whose worker polls mail' },
      {
        check: 'worker of partner',
        status: 'warn',
        todo: 'start it: npm run start:worker -- --queue deliver, or the container deliver-worker',
      },
    ]);
  });
});

describe('of SECRETS_KEY', () => {
  const open = async () => undefined;
  test('without subscribers that need it, its absence is worth a look', async () => {
    expect(await examineSecrets({ hasKey: false, subscribers: [], open })).toMatchObject([{ status: 'warn' }]);
    expect(await examineSecrets({ hasKey: true, subscribers: [], open })).toMatchObject([{ status: 'ok', says: 'is set' }]);
  });

  test('where secrets cannot be read, it fails and says whose', async () => {
    const refuse = async () => Promise.reject(new Error('a secret of mail cannot be decrypted'));
    expect(await examineSecrets({ hasKey: true, subscribers: ['mail'], open: refuse })).toMatchObject([
      { status: 'FAIL', says: 'a secret of mail cannot be decrypted' },
    ]);
  });
});
