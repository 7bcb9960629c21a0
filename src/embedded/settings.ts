import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataFolder } from './data-folder.ts';
import { writePrivately } from './private-file.ts';
import { readRunningStack } from './running-stack.ts';

type Settings = Record<string, string>;

const fileOf = (dataFolder: string): string => join(dataFolder, 'settings.json');

/** The keys, secrets and numbers of the stack in this folder, by the names of their variables; made on the first call. */
export function ensureSettings(dataFolder: string): Settings {
  const file = fileOf(dataFolder);
  if (!existsSync(file)) writePrivately(file, JSON.stringify(generate(), null, 2));
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What there is to know of a stack from outside, by name: its settings and, while it runs, where it is. Empty without one. */
export function readSettings(dataFolder = defaultDataFolder): Settings {
  return existsSync(fileOf(dataFolder)) ? { ...ensureSettings(dataFolder), ...readRunningStack(dataFolder) } : {};
}

function generate(): Settings {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    API_TOKENS: `dev=${randomBytes(24).toString('hex')}`,
    SECRETS_KEY: randomBytes(32).toString('base64'),
    ALIPAY_APP_ID: `2021${randomDigits(12)}`,
    ALIPAY_SELLER_ID: `2088${randomDigits(12)}`,
    ALIPAY_PUBLIC_KEY: publicKey.toString('base64'),
    // Alipay's own key in the real world; here it is the simulator that signs.
    ALIPAY_SIMULATOR_PRIVATE_KEY: privateKey,
  };
}

const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
