import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSettings, readSettings } from '../../src/embedded/settings.ts';
import { createProviders, listedProviders } from '../../src/providers/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const file = join(folder, 'settings.json');

test('are made once, for every provider, and kept where only their owner reads them', () => {
  expect(readSettings(folder)).toEqual({});
  const settings = ensureSettings(folder);
  expect([...createProviders(settings).keys()]).toEqual(listedProviders.map(({ name }) => name));
  expect(ensureSettings(folder)).toEqual(settings);
  expect(readSettings(folder)).toMatchObject(settings);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('of an earlier version stay as they are, and get what they lack', () => {
  const { API_TOKENS, SECRETS_KEY, ...rest } = ensureSettings(folder);
  const ofAlipay = Object.fromEntries(Object.entries(rest).filter(([name]) => name.startsWith('ALIPAY_')));
  const earlier = { API_TOKENS, SECRETS_KEY, ...ofAlipay, ADDED_BY_HAND: '1' };
  writeFileSync(file, JSON.stringify(earlier));
  const settings = ensureSettings(folder);
  expect(settings).toMatchObject(earlier);
  expect(createProviders(settings).size).toBe(listedProviders.length);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(settings);
});
