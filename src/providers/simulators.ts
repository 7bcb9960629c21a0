import { listedProviders } from './index.ts';
import type { Simulator } from './simulator.ts';

/** Who can be simulated, by the provider's name. */
export const SIMULATORS: ReadonlyMap<string, Simulator> = new Map(
  listedProviders.map(({ name, simulator }) => [name, simulator]),
);
