import { runningSettings } from '../../src/embedded/running-settings.ts';
import { announceStack, withdrawStack } from '../../src/embedded/running-stack.ts';
import { ensureSettings } from '../../src/embedded/settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dataFolder = temporaryFolder();
const stack = {
  DATABASE_URL: 'postgres://stack/paynotify',
  TEMPORAL_ADDRESS: '127.0.0.1:7777',
  API_URL: 'http://127.0.0.1:3000',
  API_TOKEN: 'token-of-the-stack',
};

beforeAll(() => void ensureSettings(dataFolder));
beforeEach(() => announceStack(dataFolder, { ...stack, TEMPORAL_UI_URL: '', SIMULATOR_URL: '' }));

test('who looks at the running stack has its settings, its keys too, changed by what is given', () => {
  const found = runningSettings({ API_TOKEN: 'another-token', TEMPORAL_NAMESPACE: 'of-a-shell' }, dataFolder);
  expect(found).toMatchObject({ ...stack, API_TOKEN: 'another-token', SECRETS_KEY: expect.any(String) });
  expect(found).not.toHaveProperty('TEMPORAL_NAMESPACE');
});

test('of another database nothing of the stack is true', () => {
  const given = { DATABASE_URL: 'postgres://elsewhere/paynotify', API_TOKENS: 'anna=token-of-anna' };
  expect(runningSettings(given, dataFolder)).toEqual(given);
});

test('without a running stack nothing says where anything is', () => {
  withdrawStack(dataFolder);
  expect(runningSettings({}, dataFolder)).not.toHaveProperty('DATABASE_URL');
});
