import type { Provider } from './provider.ts';
import type { Settings } from './settings.ts';
import type { Simulator } from './simulator.ts';

/** A provider as its folder shows it to the list in index.ts: all that the rest of the system has to know of it. */
export type ListedProvider<Needed extends string = string> = {
  /** The last part of its webhook's address, and what a pay record says. */
  name: string;
  /** The settings without which its webhook does not exist. */
  needs: readonly Needed[];
  /** @throws Error when a setting is wrong; it says which one, and never quotes it. */
  create(settings: Readonly<Record<Needed, string>> & Settings): Provider;
  simulator: Simulator;
};
