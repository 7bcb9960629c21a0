import { type AlipaySettings, createAlipay } from './alipay/index.ts';
import type { Provider } from './provider.ts';

/** A provider without settings is off. */
export type ProviderSettings = { alipay?: AlipaySettings };

/**
 * The providers that are on, by name: the name is the last part of the webhook's address.
 * @throws Error when a provider's settings are wrong.
 */
export function createProviders({ alipay }: ProviderSettings): Map<string, Provider> {
  const providers = [alipay && createAlipay(alipay)];
  return new Map(providers.filter((provider) => provider !== undefined).map((provider) => [provider.name, provider]));
}
