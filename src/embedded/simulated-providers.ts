import { listedProviders } from '../providers/index.ts';
import type { Settings } from '../providers/settings.ts';

type Made = Record<string, string>;

/**
 * The made settings that our own processes get: never what the simulators sign with, which in the real world is the providers'.
 * Questions go to the simulator; without one, and of a provider whose webhook settings are `given`, nobody is asked: a real
 * account must not hear of made-up keys, nor a simulator be believed in its name.
 */
export function withSimulatedProviders(made: Made, given: Settings, simulatorUrl: string | undefined): Made {
  const settings = { ...made };
  for (const { name, needs, simulator } of listedProviders) {
    const isAsked = simulatorUrl !== undefined && !needs.some((setting) => given[setting]);
    for (const setting of simulator.settings) {
      const isForAsking = !needs.includes(setting);
      if (isForAsking && (!isAsked || setting.includes('_SIMULATOR_'))) delete settings[setting];
    }
    if (isAsked) Object.assign(settings, simulator.api?.urls(`${simulatorUrl}/${name}`));
  }
  return settings;
}
