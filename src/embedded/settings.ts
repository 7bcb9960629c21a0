import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listedProviders } from '../providers/index.ts';
import { defaultDataFolder } from './data-folder.ts';
import { writePrivately } from './private-file.ts';
import { readRunningStack } from './running-stack.ts';

type Settings = Record<string, string>;

const fileOf = (dataFolder: string): string => join(dataFolder, 'settings.json');

/**
 * The keys, secrets and numbers of the stack in this folder, by the names of their variables; made on the first call. A file of an
 * earlier version keeps what it has, and gets what it lacks.
 */
export function ensureSettings(dataFolder: string): Settings {
  const file = fileOf(dataFolder);
  const kept: Settings = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const settings = complete(kept);
  if (Object.keys(settings).length > Object.keys(kept).length) writePrivately(file, JSON.stringify(settings, null, 2));
  return settings;
}

/** What there is to know of a stack from outside, by name: its settings and, while it runs, where it is. Empty without one. */
export function readSettings(dataFolder = defaultDataFolder): Settings {
  return existsSync(fileOf(dataFolder)) ? { ...ensureSettings(dataFolder), ...readRunningStack(dataFolder) } : {};
}

function complete(kept: Settings): Settings {
  const lacks = (name: string) => !(name in kept);
  const lacking = listedProviders.filter(({ needs, simulator }) => needs.some(lacks) || simulator.settings.some(lacks));
  return {
    API_TOKENS: `dev=${randomBytes(24).toString('hex')}`,
    SECRETS_KEY: randomBytes(32).toString('base64'),
    ...Object.assign({}, ...lacking.map(({ simulator }) => simulator.makeSettings())),
    ...kept,
  };
}
