import { createSecretBox } from '../../src/secrets/secret-box.ts';
import { TOKEN, useApi } from '../api/fixture.ts';
import { refusing } from '../support/away.ts';
import { eventually } from '../support/eventually.ts';
import { runBin } from '../support/run-bin.ts';
import { useSystem } from '../support/system.ts';

const { TEST_TEMPORAL_ADDRESS: temporal = '', TEST_DATABASE_URL: emptyDatabase = '' } = process.env;
const SECRETS_KEY = 'a key of these tests, which is long enough';

const system = useSystem({ retentionSeconds: 30 * 86_400 });
const api = useApi(system, () => ({ secretBox: createSecretBox(SECRETS_KEY) }));
let healthy: Record<string, string>;

beforeAll(async () => {
  const url = await api().app.listen({ host: '127.0.0.1', port: 0 });
  await api().call('POST /subscribers', { name: 'partner', kind: 'http', url: 'https://partner.example/hook' });
  healthy = {
    ...{ DATABASE_URL: system().databaseUrl, SECRETS_KEY, API_URL: url, API_TOKEN: TOKEN, API_TOKENS: `anna=${TOKEN}` },
    ...{
      TEMPORAL_ADDRESS: temporal,
      TEMPORAL_NAMESPACE: system().namespace,
      STANDARD_WEBHOOK_SECRET: 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0cw==',
    },
  };
});

type Finding = { check: string; status: string; says: string; todo?: string };

/** What it says of an installation that differs in this from the healthy one. */
async function examine(changes: Record<string, string> = {}) {
  const { code, out, err } = await runBin('paynotify', ['doctor', '--json'], { ...healthy, ...changes });
  const findings: Finding[] = JSON.parse(out);
  return { code, err, of: (check: string) => findings.find((finding) => finding.check === check), findings };
}

test('what is in order is a line each, and what to look at says what to do', async () => {
  // What a busy machine does not answer in time is something to look at, too: then it is asked again.
  const { out, lines } = await eventually(async () => {
    const { code, out, err } = await runBin('paynotify', ['doctor'], healthy);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([
      expect.stringMatching(/^warn {2}worker of partner +nobody polls deliver\/partner: partner is told nothing$/),
      expect.stringMatching(/^ +-> start it: npm run start:worker -- --queue deliver, or the container deliver-worker$/),
      expect.stringMatching(/^\d+ ok, 1 to look at, 0 that fail$/),
    ]);
    return { out, lines };
  });
  for (const said of [/^ok {4}node +v20/, /^ok {4}migrations +all \d+ are done/, /^ok {4}retention +30 days/])
    expect(lines).toContainEqual(expect.stringMatching(said));
  expect(out).not.toContain(TOKEN);
  expect(out).not.toContain(SECRETS_KEY);
});

test('settings that are wrong, keys that fit nothing and a token of nobody fail, and the exit code tells', async () => {
  const { code, err, of } = await examine({
    PORT: 'many',
    SECRETS_KEY: 'another key, which is long enough too',
    API_TOKEN: 'nobodys',
  });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(of('settings')).toMatchObject({ status: 'FAIL', says: expect.stringMatching(/^PORT /) });
  expect(of('SECRETS_KEY')).toMatchObject({
    status: 'FAIL',
    says: expect.stringMatching(/^a secret of partner cannot be decrypted/),
  });
  expect(of('API_TOKEN')).toMatchObject({ status: 'FAIL', says: "is nobody's" });
});

test('a database without our tables names the migrations that it lacks', async () => {
  const { code, of } = await examine({ DATABASE_URL: emptyDatabase });
  expect(code).toBe(1);
  expect(of('migrations')).toMatchObject({
    ...{
      status: 'FAIL',
      says: expect.stringMatching(/^pending: 0001_orders, 0002_learning, /),
      todo: 'run npm run migrate, or the container migrate',
    },
  });
});

test('a namespace that is not there fails', async () => {
  const { code, of } = await examine({ TEMPORAL_NAMESPACE: 'elsewhere' });
  expect({ code, namespace: of('namespace') }).toMatchObject({
    code: 1,
    namespace: { status: 'FAIL', says: 'there is no namespace elsewhere' },
  });
});

test('what is away is a line each, and no password is in it', async () => {
  const [postgres, server, other] = [await refusing(), await refusing(), await refusing()];
  const { code, of, findings } = await examine({
    DATABASE_URL: `postgres://someone:secret-password@${postgres.address}/any`,
    TEMPORAL_ADDRESS: server.address,
    API_URL: `http://${other.address}`,
  });
  expect(code).toBe(1);
  for (const [what, { address }] of [
    ['Postgres', postgres],
    ['Temporal', server],
  ] as const)
    expect(of(`port of ${what}`)).toMatchObject({ status: 'FAIL', says: `${address}: ECONNREFUSED` });
  expect(of('api')).toMatchObject({ status: 'FAIL', says: `no answer: connect ECONNREFUSED ${other.address}` });
  expect(JSON.stringify(findings)).not.toContain('secret-password');
});

test('an unknown option exits with 2', async () => {
  expect(await runBin('paynotify', ['doctor', '--fix'], healthy)).toMatchObject({
    code: 2,
    out: '',
    err: "error: unknown option '--fix'\n",
  });
});

test('simulate hands its words on, and its exit code back', async () => {
  const { code, err } = await runBin('paynotify', ['simulate', 'paypal', 'paid', '--pay-no', 'P1'], {});
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^error: .*paypal/) });
});
