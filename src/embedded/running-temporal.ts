import { join } from 'node:path';
import { defaultDataFolder } from './data-folder.ts';
import { type Environment, given, withoutTemporalSettings } from './environment.ts';
import { readSettings } from './settings.ts';

/**
 * The TEMPORAL_* settings of whoever asks the Temporal that is there: as given with TEMPORAL_ADDRESS, else the running stack's,
 * which has no TLS and one namespace whatever profile the user has: its file is one that is not there (an empty one is refused).
 */
export function runningTemporal(environment: Environment, dataFolder = defaultDataFolder): Record<string, string> {
  const env = given(environment);
  const { TEMPORAL_ADDRESS: givenAddress } = env;
  const { TEMPORAL_ADDRESS } = readSettings(dataFolder);
  if (givenAddress || !TEMPORAL_ADDRESS) return env;
  return given({ ...withoutTemporalSettings(env), TEMPORAL_ADDRESS, TEMPORAL_CONFIG_FILE: join(dataFolder, 'none') });
}
