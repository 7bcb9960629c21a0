import { join } from 'node:path';
import { type Environment, given, withoutTemporalSettings } from './environment.ts';
import type { RunningStack } from './running-stack.ts';
import { ensureSettings } from './settings.ts';
import type { Servers, StackOptions } from './stack-servers.ts';

export type StackEnvironment = { env: Environment; where: RunningStack };

/** What the stack's own processes get for their environment, and where all of it is. What is given wins over what is made. */
export function environmentOf({ dataFolder, ports, env }: StackOptions, servers: Servers): StackEnvironment {
  const { TEMPORAL_ADDRESS: givenAddress } = env;
  const settings: Record<string, string> = { ...withoutSimulatorKeys(ensureSettings(dataFolder)), ...given(env) };
  const { API_TOKENS = '' } = settings;
  const where = {
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    API_URL: `http://127.0.0.1:${ports.api}`,
    API_TOKEN: tokenOf(API_TOKENS),
    TEMPORAL_UI_URL: servers.temporalUiUrl,
  };
  const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL } = where;
  // The embedded server has one namespace and no TLS, whatever profile the user has: its file is one that is not there.
  const temporal = givenAddress
    ? settings
    : { ...withoutTemporalSettings(settings), TEMPORAL_CONFIG_FILE: join(dataFolder, 'none') };
  return { env: { ...temporal, DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL, PORT: String(ports.api) }, where };
}

/** The token called `dev`, or the first there is. */
function tokenOf(tokens: string): string {
  const list = tokens.split(',').map((token) => token.trim());
  return (list.find((token) => token.startsWith('dev=')) ?? list[0] ?? '').replace(/^[^=]*=/, '');
}

/** What only the simulators sign with: in the real world it is the providers' own. */
const withoutSimulatorKeys = (settings: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !name.includes('_SIMULATOR_')));
