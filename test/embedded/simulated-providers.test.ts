import { withSimulatedProviders } from '../../src/embedded/simulated-providers.ts';
import { createProviders, listedProviders } from '../../src/providers/index.ts';

const made: Record<string, string> = Object.assign({}, ...listedProviders.map(({ simulator }) => simulator.makeSettings()));
const askable = (settings: Record<string, string>) =>
  [...createProviders(settings).values()].flatMap(({ name, inquiry }) => (inquiry ? [name] : []));

test('with a simulator every provider that can be asked is asked there', () => {
  const settings = withSimulatedProviders(made, {}, 'http://127.0.0.1:1');
  expect(askable(settings)).toEqual(['alipay', 'wechatpay', 'stripe']);
  expect(settings).toMatchObject({
    ALIPAY_GATEWAY_URL: 'http://127.0.0.1:1/alipay/gateway.do',
    WECHATPAY_API_URL: 'http://127.0.0.1:1/wechatpay',
    STRIPE_API_URL: 'http://127.0.0.1:1/stripe',
  });
});

test('without one nobody is asked: the real ones do not know made-up keys', () => {
  const settings = withSimulatedProviders(made, {}, undefined);
  expect(askable(settings)).toEqual([]);
  expect(createProviders(settings).size).toBe(listedProviders.length);
});

test('a provider whose account is given is not asked at the simulator', () => {
  const given = { ALIPAY_APP_ID: '2021000000000000' };
  expect(askable(withSimulatedProviders(made, given, 'http://127.0.0.1:1'))).toEqual(['wechatpay', 'stripe']);
});

test.each([undefined, 'http://127.0.0.1:1'])('our own processes never get what the simulators sign with (%s)', (url) => {
  expect(Object.keys(withSimulatedProviders(made, {}, url)).filter((name) => name.includes('_SIMULATOR_'))).toEqual([]);
});
