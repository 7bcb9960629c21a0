import { alipay } from './alipay/index.ts';
import type { ListedProvider } from './listed-provider.ts';
import type { Provider } from './provider.ts';
import type { Settings } from './settings.ts';
import { standard } from './standard/index.ts';
import { stripe } from './stripe/index.ts';
import { wechatpay } from './wechatpay/index.ts';

/** The providers that there are. Adding one is a folder and a line. */
export const listedProviders: readonly ListedProvider[] = [alipay, wechatpay, stripe, standard];

/** Those that are off, each with the settings that it lacks. */
export const providersOff = (settings: Settings): { name: string; lacks: string[] }[] =>
  listedProviders
    .map(({ name, needs }) => ({ name, lacks: needs.filter((setting) => !settings[setting]) }))
    .filter(({ lacks }) => lacks.length > 0);

/**
 * The providers that have all their settings, by name.
 * @throws Error with a line for each whose settings are wrong.
 */
export function createProviders(settings: Settings): Map<string, Provider> {
  const off = new Set(providersOff(settings).map(({ name }) => name));
  const providers = new Map<string, Provider>();
  const problems: string[] = [];
  for (const { name, create } of listedProviders.filter((listed) => !off.has(listed.name))) {
    try {
      providers.set(name, create(given(settings)));
    } catch (error) {
      problems.push(...(error instanceof Error ? error.message : String(error)).split('\n').map((line) => `${name}: ${line}`));
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return providers;
}

const given = (settings: Settings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (value ? [[name, value]] : [])));
