import { createProviders, type ProviderSettings } from '../../src/providers/index.ts';
import { alipayFixture } from './alipay/contract-fixture.ts';
import { SETTINGS } from './alipay/fixture.ts';
import { describeProvider, type ProviderFixture } from './provider-contract.ts';

/** One line a provider: that one is missing here does not compile. */
const FIXTURES: Record<keyof ProviderSettings, ProviderFixture> = { alipay: alipayFixture };
const ALL: Required<ProviderSettings> = { alipay: SETTINGS };

for (const [name, fixture] of Object.entries(FIXTURES)) describeProvider(name, fixture);

describe('the list of providers', () => {
  test('has each of them under its own name', () => {
    const providers = createProviders(ALL);
    expect([...providers.keys()]).toEqual(Object.keys(FIXTURES));
    for (const [name, provider] of providers) expect(provider.name).toBe(name);
  });

  test('leaves out those without settings', () => {
    expect(createProviders({}).size).toBe(0);
  });
});
