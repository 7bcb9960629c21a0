import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../src/config.ts';
import { runBin } from './support/run-bin.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const DATABASE_URL = 'postgres://shop:secret-password@db/shop';
// Temporal's own tools read a profile from the home folder of whoever runs the tests: not here.
const folder = temporaryFolder();
const NO_PROFILE = { TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml') };
writeFileSync(NO_PROFILE.TEMPORAL_CONFIG_FILE, '[profile.default]\n');
const read = (env: Record<string, string | undefined> = {}) => readConfig({ DATABASE_URL, ...NO_PROFILE, ...env });

/** What is said to be wrong, a line each. */
function linesOf(env: Record<string, string | undefined>): string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

test('a database is all that has to be given', () => {
  expect(read()).toMatchObject({
    ...{ host: '127.0.0.1', port: 3000, databaseUrl: DATABASE_URL, temporalUiUrl: undefined, apiTokens: [] },
    ...{ unknownPaymentGraceSeconds: 180, logLevel: 'info' },
    temporal: { namespace: 'default', connection: { address: 'localhost:7233' } },
  });
});

test('everything that is given is taken', () => {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const config = read({
    ...{ HOST: '0.0.0.0', PORT: '8080', TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'shop', LOG_LEVEL: 'warn' },
    ...{ TEMPORAL_UI_URL: 'http://ui:8080', API_TOKENS: 'anna=secret-of-anna, berta=secret=of=berta' },
    ...{ ALIPAY_APP_ID: 'app', ALIPAY_SELLER_ID: 'seller', ALIPAY_PUBLIC_KEY: publicKey, UNKNOWN_PAYMENT_GRACE_SECONDS: '0' },
  });
  expect(config).toMatchObject({
    ...{ host: '0.0.0.0', port: 8080, temporalUiUrl: 'http://ui:8080', logLevel: 'warn', unknownPaymentGraceSeconds: 0 },
    temporal: { namespace: 'shop', connection: { address: 'temporal:7233' } },
    apiTokens: [
      { name: 'anna', token: 'secret-of-anna' },
      { name: 'berta', token: 'secret=of=berta' },
    ],
  });
});

test('the networks in which subscribers may lie are read, several of them', () => {
  const { allowedNetworks } = read({ WEBHOOK_ALLOWED_NETWORKS: '10.0.0.0/8, fd00::/8' });
  expect(allowedNetworks.map(([network, bits]) => `${network}/${bits}`)).toEqual(['10.0.0.0/8', 'fd00::/8']);
});

test('an empty variable counts as not set', () => {
  const empty = { PORT: '', TEMPORAL_ADDRESS: '', TEMPORAL_UI_URL: '', API_TOKENS: '', LOG_LEVEL: '', ALIPAY_PUBLIC_KEY: '' };
  expect(read(empty)).toMatchObject({ ...read(), providers: expect.anything() });
  expect(linesOf({ DATABASE_URL: '' })).toEqual([expect.stringMatching(/^DATABASE_URL is missing: set it to postgres:\/\//)]);
});

describe('a variable that is wrong is named, with what to do about it:', () => {
  test.each<[string, string, RegExp]>([
    ['DATABASE_URL', 'mysql://db/shop', /must start with postgres:\/\//],
    ['PORT', 'eighty', /number/],
    ['PORT', '65536', /65535/],
    ['PORT', '80.5', /int/],
    ['TEMPORAL_UI_URL', 'ui', /URL/],
    ['API_TOKENS', 'anna', /write name=token/],
    ['API_TOKENS', 'anna=short', /8 characters or more/],
    ['API_TOKENS', 'anna=secret-of-anna,=secret-of-nobody', /write name=token/],
    ['API_TOKENS', 'anna=secret of anna', /write name=token/],
    ['UNKNOWN_PAYMENT_GRACE_SECONDS', '-1', />=0/],
    ['LOG_LEVEL', 'loud', /"info"/],
    ['SECRETS_KEY', 'short', /too short: openssl rand -hex 32/],
    ['WEBHOOK_ALLOWED_NETWORKS', '10.0.0.0/8, ten', /ten is no network: write it as 10\.0\.0\.0\/8/],
  ])('%s %s', (name, value, advice) => {
    const lines = linesOf({ [name]: value });
    expect(lines).toEqual([expect.stringMatching(`^${name} `)]);
    expect(lines[0]).toMatch(advice);
  });

  test.each([
    [
      'that is malformed, without quoting it',
      '[profile.default]\napi_key = secret-of-anna',
      'Invalid TOML document: invalid value',
    ],
    ['that is empty', '', 'the configuration file has no profile'],
    ['without the profile that is asked for', '[profile.default]', "Profile 'shop' not found in config data"],
  ])("a file of Temporal's tools %s", (_, content, reason) => {
    const file = join(folder, 'other.toml');
    writeFileSync(file, content);
    expect(linesOf({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'shop' })).toEqual([`TEMPORAL_* ${reason}`]);
  });
});

test('everything that is wrong is said at once, a line each, and no secret with it', () => {
  const wrong = {
    ...{
      DATABASE_URL: 'mysql://shop:secret-password@db',
      PORT: 'eighty',
      API_TOKENS: 'anna=pass,berta=secret of berta',
      LOG_LEVEL: 'loud',
    },
    ...{ ALIPAY_APP_ID: 'app', ALIPAY_SELLER_ID: 'seller', ALIPAY_PUBLIC_KEY: 'secret-key' },
    ...{ ALIPAY_APP_PRIVATE_KEY: 'secret-key', ALIPAY_GATEWAY_URL: 'pass' },
    ...{ WECHATPAY_MCH_ID: 'mch', WECHATPAY_APP_ID: 'app', WECHATPAY_API_V3_KEY: 'pass', WECHATPAY_PUBLIC_KEYS: 'secret-key' },
    ...{ STRIPE_WEBHOOK_SECRET: 'whsec', STRIPE_PAID_EVENT: 'pass', STRIPE_API_KEY: 'secret-key', STRIPE_API_URL: 'pass' },
  };
  const lines = linesOf(wrong);
  for (const name of ['DATABASE_URL', 'PORT', 'API_TOKENS', 'LOG_LEVEL'])
    expect(lines.filter((line) => line.startsWith(`${name} `))).not.toEqual([]);
  expect(lines.filter((line) => /^(alipay|wechatpay|stripe): /.test(line))).toEqual([
    'alipay: ALIPAY_PUBLIC_KEY 1 of 1 is not an RSA public key (PEM or bare base64)',
    'alipay: ALIPAY_APP_PRIVATE_KEY is not an RSA private key (PEM or bare base64)',
    'alipay: ALIPAY_GATEWAY_URL is not an http or https address',
    expect.stringMatching(/^wechatpay: WECHATPAY_PUBLIC_KEYS 1 of 1 is not serial=key/),
    'wechatpay: WECHATPAY_API_V3_KEY 1 of 1 has 4 bytes instead of 32',
    expect.stringMatching(/^stripe: STRIPE_PAID_EVENT is not one of /),
    'stripe: STRIPE_API_URL is not an http or https address',
  ]);
  for (const line of lines) expect(line).not.toMatch(/secret|pass/);
});

describe('a process with a wrong environment', () => {
  test.each(['api', 'worker', 'migrate'])(
    '%s ends with 1 and says all that is wrong on stderr, without a stack trace',
    async (name) => {
      const { code, out, err } = await runBin(name, [], { ...NO_PROFILE, PORT: 'eighty', LOG_LEVEL: 'loud' });
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.trim().split('\n')).toEqual([
        expect.stringMatching(/^PORT /),
        expect.stringMatching(/^DATABASE_URL is missing/),
        expect.stringMatching(/^LOG_LEVEL /),
      ]);
    },
  );
});
