import { createProviders, listedProviders, providersOff } from '../../src/providers/index.ts';
import { alipayFixture } from './alipay/contract-fixture.ts';
import { describeProvider, type ProviderFixture } from './provider-contract.ts';
import { standardFixture } from './standard/contract-fixture.ts';
import { stripeFixture } from './stripe/contract-fixture.ts';
import { weChatPayFixture } from './wechatpay/contract-fixture.ts';

/** One line a provider. */
const FIXTURES: Record<string, ProviderFixture> = {
  alipay: alipayFixture,
  wechatpay: weChatPayFixture,
  stripe: stripeFixture,
  standard: standardFixture,
};

for (const [name, fixture] of Object.entries(FIXTURES)) describeProvider(name, fixture);

describe('the list of providers', () => {
  const made = Object.assign({}, ...listedProviders.map(({ simulator }) => simulator.makeSettings()));

  test('is held to the contract as a whole', () => {
    expect(listedProviders.map(({ name }) => name)).toEqual(Object.keys(FIXTURES));
  });

  test('has each of them under its own name', () => {
    const providers = createProviders(made);
    expect([...providers.keys()]).toEqual(Object.keys(FIXTURES));
    for (const [name, provider] of providers) expect(provider.name).toBe(name);
  });

  test.each(listedProviders)('leaves out $name where a setting is missing or empty, and says which', ({ name, needs }) => {
    for (const setting of needs) {
      const settings = { ...made, [setting]: '' };
      expect(createProviders(settings).has(name)).toBe(false);
      expect(providersOff(settings)).toEqual([{ name, lacks: [setting] }]);
    }
  });

  test('says of every provider what is wrong with its settings, at once, and quotes nothing', () => {
    const wrong = {
      ...made,
      ALIPAY_PUBLIC_KEY: 'secret',
      WECHATPAY_API_V3_KEY: 'secret',
      STRIPE_PAID_EVENT: 'secret',
      STANDARD_WEBHOOK_SECRET: 'whsec_sécret',
    };
    expect(() => createProviders(wrong)).toThrow(
      new Error(
        [
          'alipay: ALIPAY_PUBLIC_KEY 1 of 1 is not an RSA public key (PEM or bare base64)',
          'wechatpay: WECHATPAY_API_V3_KEY 1 of 1 has 6 bytes instead of 32',
          'stripe: STRIPE_PAID_EVENT is not one of checkout, payment_intent',
          'standard: STANDARD_WEBHOOK_SECRET 1 of 1 is not base64, with or without whsec_',
        ].join('\n'),
      ),
    );
  });
});
