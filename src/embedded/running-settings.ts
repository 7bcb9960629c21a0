import { defaultDataFolder } from './data-folder.ts';
import { type Environment, given } from './environment.ts';
import { runningTemporal } from './running-temporal.ts';
import { readSettings } from './settings.ts';

/**
 * The settings of the system that somebody looks at from outside: those of the stack of `npm run dev`, changed by what is given.
 * With the DATABASE_URL of another one given, that one's: keys of the stack would say nothing of it.
 */
export function runningSettings(environment: Environment, dataFolder = defaultDataFolder): Record<string, string> {
  const env = given(environment);
  const stack = readSettings(dataFolder);
  const { DATABASE_URL = stack['DATABASE_URL'] } = env;
  if (DATABASE_URL !== stack['DATABASE_URL']) return env;
  return given({ ...stack, ...runningTemporal(environment, dataFolder) });
}
