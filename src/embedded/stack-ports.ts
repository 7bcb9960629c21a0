import type { Environment } from './environment.ts';
import { assertPortFree, freePort } from './ports.ts';

export type StackPorts = { api: number; temporal: number; temporalUi: number; postgres: number };

const variables = {
  api: ['PORT', 3000],
  temporal: ['TEMPORAL_PORT', 7233],
  temporalUi: ['TEMPORAL_UI_PORT', 8233],
  postgres: ['POSTGRES_PORT', 5433],
} as const;

/** The ports that the environment chooses, or the usual ones. @throws an error of one line on what is no port. */
export const chosenPorts = (env: Environment): StackPorts => ({
  api: chosenPort('api', env),
  temporal: chosenPort('temporal', env),
  temporalUi: chosenPort('temporalUi', env),
  postgres: chosenPort('postgres', env),
});

/** Four ports that nobody listens on. */
export async function freePorts(): Promise<StackPorts> {
  const [api, temporal, temporalUi, postgres] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const isDistinct = new Set([api, temporal, temporalUi, postgres]).size === 4;
  return isDistinct ? { api, temporal, temporalUi, postgres } : freePorts();
}

/** @throws an error of one line that names the variable to change, on the first port in use of those `needed`. */
export async function assertPortsFree(ports: StackPorts, needed: (keyof StackPorts)[]): Promise<void> {
  for (const name of needed) await assertPortFree(ports[name], variables[name][0]);
}

function chosenPort(name: keyof StackPorts, env: Environment): number {
  const [variable, usual] = variables[name];
  const port = Number(env[variable] || usual);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${variable}=${env[variable]} is no port: 1 to 65535`);
  return port;
}
