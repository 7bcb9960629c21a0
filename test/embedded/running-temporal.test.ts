import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTemporalConfig } from '../../src/config.ts';
import type { Environment } from '../../src/embedded/environment.ts';
import { announceStack, withdrawStack } from '../../src/embedded/running-stack.ts';
import { runningTemporal } from '../../src/embedded/running-temporal.ts';
import { ensureSettings } from '../../src/embedded/settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dataFolder = temporaryFolder();
const profile = join(dataFolder, 'temporal.toml');
const TEMPORAL_ADDRESS = '127.0.0.1:7777';

beforeAll(() => {
  ensureSettings(dataFolder);
  writeFileSync(profile, '[profile.default]\naddress = "cloud:7233"\nnamespace = "of-the-profile"\n');
});
beforeEach(() => {
  const others = { DATABASE_URL: 'any', API_URL: 'any', API_TOKEN: 'any', TEMPORAL_UI_URL: '', SIMULATOR_URL: '' };
  announceStack(dataFolder, { ...others, TEMPORAL_ADDRESS });
});

const found = (env: Environment) => {
  const { namespace, connection } = readTemporalConfig(runningTemporal(env, dataFolder));
  return { namespace, address: connection.address };
};

test('the running stack is found by itself, whatever profile the user has', () => {
  const ofTheStack = { namespace: 'default', address: TEMPORAL_ADDRESS };
  expect(found({ HOME: dataFolder })).toEqual(ofTheStack);
  expect(found({ TEMPORAL_CONFIG_FILE: profile, TEMPORAL_NAMESPACE: 'any' })).toEqual(ofTheStack);
});

test('an address that is given wins, with all that is given beside it', () => {
  const given = { TEMPORAL_ADDRESS: 'elsewhere:7233', TEMPORAL_NAMESPACE: 'payments' };
  expect(found({ ...given, HOME: dataFolder })).toEqual({ address: 'elsewhere:7233', namespace: 'payments' });
});

test('without a running stack the settings are those given', () => {
  withdrawStack(dataFolder);
  expect(found({ TEMPORAL_CONFIG_FILE: profile })).toEqual({ address: 'cloud:7233', namespace: 'of-the-profile' });
  expect(found({ HOME: dataFolder })).toEqual({ address: 'localhost:7233', namespace: 'default' });
});
