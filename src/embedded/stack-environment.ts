import { join } from 'node:path';
import { type Environment, given, withoutTemporalSettings } from './environment.ts';
import type { RunningStack } from './running-stack.ts';
import { ensureSettings } from './settings.ts';
import { withSimulatedProviders } from './simulated-providers.ts';
import type { Servers, StackOptions } from './stack-servers.ts';

/** `simulatorEnv` is of the provider simulator, which alone has what the providers sign with. */
export type StackEnvironment = { env: Environment; simulatorEnv: Environment; where: RunningStack };

/** What the stack's own processes get for their environment, and where all of it is. What is given wins over what is made. */
export function environmentOf({ dataFolder, ports, env }: StackOptions, servers: Servers): StackEnvironment {
  const { TEMPORAL_ADDRESS: givenAddress } = env;
  const made = ensureSettings(dataFolder);
  const settings: Record<string, string> = { ...withSimulatedProviders(made, env, servers.simulatorUrl), ...given(env) };
  const { API_TOKENS = '' } = settings;
  const where = {
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    API_URL: `http://127.0.0.1:${ports.api}`,
    API_TOKEN: tokenOf(API_TOKENS),
    TEMPORAL_UI_URL: servers.temporalUiUrl,
    SIMULATOR_URL: servers.simulatorUrl ?? '',
  };
  const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL } = where;
  // The embedded server has one namespace and no TLS, whatever profile the user has: its file is one that is not there.
  const temporal = givenAddress
    ? settings
    : { ...withoutTemporalSettings(settings), TEMPORAL_CONFIG_FILE: join(dataFolder, 'none') };
  return {
    env: { ...temporal, DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL, PORT: String(ports.api) },
    simulatorEnv: {
      ...made,
      ...given(env),
      API_URL: where.API_URL,
      PORT: new URL(servers.simulatorUrl ?? 'http://localhost').port,
    },
    where,
  };
}

/** The token called `dev`, or the first there is. */
function tokenOf(tokens: string): string {
  const list = tokens.split(',').map((token) => token.trim());
  return (list.find((token) => token.startsWith('dev=')) ?? list[0] ?? '').replace(/^[^=]*=/, '');
}
