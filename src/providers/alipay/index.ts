import type { ListedProvider } from '../listed-provider.ts';
import type { Provider } from '../provider.ts';
import { requireRsaPrivateKey } from '../rsa-private-key.ts';
import { commaSeparated, readAll, requireUrl, type Settings } from '../settings.ts';
import { parseForm, reader } from './form.ts';
import { createAlipayInquiry } from './inquiry.ts';
import { paymentFacts } from './notification.ts';
import { readPublicKeys, requireSignature } from './signature.ts';
import { alipaySimulator } from './simulator.ts';

/** `publicKeys` are Alipay's, not ours: PEM or bare base64, more than one while they rotate. */
export type AlipaySettings = { appId: string; sellerId: string; publicKeys: string[]; asking?: Asking };

/** For asking Alipay: the merchant's own private key; `gatewayUrl` is Alipay's where it is left out. */
type Asking = { appPrivateKey: string; gatewayUrl?: string };

/**
 * Alipay's asynchronous notifications. It repeats one, with the same `notify_id`, until it reads exactly `success`.
 * @throws Error with a line for each setting that is wrong.
 */
export function createAlipay({ appId, sellerId, publicKeys, asking }: AlipaySettings): Provider {
  const read = readAll({ keys: () => readPublicKeys(publicKeys), asking: () => asking && readAsking(asking) });
  const { keys } = read;
  const inquiry = read.asking && createAlipayInquiry({ appId, publicKeys: keys, ...read.asking });
  return {
    name: 'alipay',
    translate({ rawBody }) {
      const form = parseForm(rawBody);
      requireSignature(form, keys);
      return paymentFacts(reader(form), { appId, sellerId });
    },
    taken: { status: 200, contentType: 'text/plain', body: 'success' },
    failed: (status) => ({ status, contentType: 'text/plain', body: 'failure' }),
    ...(inquiry && { inquiry }),
  };
}

const readAsking = ({ appPrivateKey, gatewayUrl }: Asking) =>
  readAll({
    privateKey: () => requireRsaPrivateKey('ALIPAY_APP_PRIVATE_KEY', appPrivateKey),
    ...(gatewayUrl && { gatewayUrl: () => requireUrl('ALIPAY_GATEWAY_URL', gatewayUrl) }),
  });

const NEEDS = ['ALIPAY_APP_ID', 'ALIPAY_SELLER_ID', 'ALIPAY_PUBLIC_KEY'] as const;

export const alipay: ListedProvider<(typeof NEEDS)[number]> = {
  name: 'alipay',
  needs: NEEDS,
  create: (settings) =>
    createAlipay({
      appId: settings.ALIPAY_APP_ID,
      sellerId: settings.ALIPAY_SELLER_ID,
      publicKeys: commaSeparated(settings.ALIPAY_PUBLIC_KEY),
      ...askingOf(settings),
    }),
  simulator: alipaySimulator,
};

const askingOf = ({ ALIPAY_APP_PRIVATE_KEY: appPrivateKey, ALIPAY_GATEWAY_URL: gatewayUrl }: Settings) =>
  appPrivateKey ? { asking: { appPrivateKey, ...(gatewayUrl && { gatewayUrl }) } } : {};
