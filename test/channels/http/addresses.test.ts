import { createHttp } from '../../../src/channels/http/index.ts';
import { createAddressGuard, parseNetwork } from '../../../src/channels/http/networks.ts';
import { call, failureOf } from '../../support/calls.ts';
import { useReceiver } from '../../support/receiver.ts';

const receiver = useReceiver();

/** Names and what a hostile DNS answers of them. */
const zone: Record<string, string[]> = {};

const http = (networks: string[] = []) =>
  createHttp({
    userAgent: 'test',
    allowedNetworks: networks.map(parseNetwork),
    lookup(hostname, _options, callback) {
      const addresses = zone[hostname];
      if (!addresses) return callback(Object.assign(new Error(`no ${hostname}`), { code: 'ENOTFOUND' }), []);
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  });

/** The type of the failure with which an attempt to call this URL ends. */
async function callTo(url: string, networks: string[] = []) {
  const line = http(networks).openLine();
  const failure = await failureOf(line.deliver(call(url, { timeoutMs: 2000 })));
  await line.close();
  return failure;
}

const REFUSED: [string, string][] = [
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['0.0.0.0', 'this host'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.169.254', "link-local: a cloud's metadata"],
  ['100.64.0.1', 'shared by carriers (CGNAT)'],
  ['192.0.0.1', 'for protocols'],
  ['192.0.2.1', 'documentation'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['198.18.0.1', 'benchmarks'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['fe80::1', 'link-local'],
  ['fec0::1', 'site-local'],
  ['fc00::1', 'unique local'],
  ['fd12:3456::1', 'unique local'],
  ['ff02::1', 'multicast'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['::ffff:127.0.0.1', 'a private address, mapped'],
  ['::ffff:a9fe:a9fe', 'a private address, mapped'],
  ['::127.0.0.1', 'a private address, compatible'],
  ['64:ff9b::7f00:1', 'a private address behind NAT64'],
  ['64:ff9b:1::a00:1', 'NAT64 of a local network'],
  ['2002:7f00:1::', 'a private address in 6to4'],
  ['2001:0:4136:e378:8000:63bf:80ff:fffe', 'Teredo'],
  ['100::1', 'discarded'],
];

describe('an address that is not public is refused', () => {
  test.each(REFUSED)('as a literal: %s (%s)', async (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(await callTo(`https://${host}:${receiver().port}/`)).toMatchObject({ type: 'AddressRefused', outlook: 'again' });
  });

  test.each(REFUSED)('by DNS: %s (%s)', async (address) => {
    zone['hook.example'] = [address];
    const { type, message } = await callTo(`https://hook.example:${receiver().port}/`);
    expect(type).toBe('AddressRefused');
    expect(message).toMatch(/hook\.example is .+ WEBHOOK_ALLOWED_NETWORKS/);
  });

  test.each([
    '0x7f000001',
    '2130706433',
    '127.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '0x7f.1',
    '①②⑦.⓪.⓪.①',
    '[::ffff:7f00:1]',
    '[0:0::1]',
  ])('in an odd spelling: %s', async (host) => {
    expect(await callTo(`https://${host}:${receiver().port}/`)).toMatchObject({ type: 'AddressRefused' });
  });

  test.each(['localhost', 'localhost.', 'ip6-loopback-by-hand'])('by the name of this machine: %s', async (name) => {
    zone[name] = ['127.0.0.1', '::1'];
    expect(await callTo(`https://${name}:${receiver().port}/`)).toMatchObject({ type: 'AddressRefused' });
  });

  test('where DNS answers it among public ones', async () => {
    zone['hook.example'] = ['93.184.215.14', '10.0.0.1'];
    expect(await callTo('https://hook.example/')).toMatchObject({ type: 'AddressRefused' });
  });

  test('where DNS answers it only later, after a public one', async () => {
    const line = http(['127.0.0.0/8']).openLine();
    zone['hook.example'] = ['127.0.0.1'];
    await line.deliver(call(`http://hook.example:${receiver().port}/`));
    await line.close();
    zone['hook.example'] = ['10.0.0.1'];
    expect(await callTo(`http://hook.example:${receiver().port}/`, ['127.0.0.0/8'])).toMatchObject({ type: 'AddressRefused' });
  });

  test.each(['http://169.254.169.254/latest/meta-data/', 'http://[::1]/', 'https://10.0.0.1/'])(
    'by a redirect to %s, which is not followed',
    async (location) => {
      receiver().answer((response) => response.writeHead(302, { location }).end());
      const { type, message } = await callTo(receiver().url, ['127.0.0.0/8']);
      expect(type).toBe('Http302');
      expect(message).toMatch(/^302 Found after \d+ ms: redirects are not followed$/);
      expect(receiver().received).toHaveLength(1);
    },
  );

  test('and nothing of all that has reached anybody', () => expect(receiver().received).toEqual([]));
});

describe('what may be called', () => {
  const allows = (address: string, isEncrypted: boolean, networks: string[] = []) =>
    createAddressGuard(networks.map(parseNetwork))(address, isEncrypted);

  test.each(['93.184.215.14', '1.1.1.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:1.1.1.1', '64:ff9b::101:101'])(
    'is a public address with TLS, and not without: %s',
    (address) => {
      expect([allows(address, true), allows(address, false)]).toEqual([true, false]);
    },
  );

  test.each([
    ['10.1.2.3', '10.0.0.0/8'],
    ['::ffff:10.1.2.3', '10.0.0.0/8'],
    ['fd12::1', 'fd00::/8'],
    ['127.0.0.1', '127.0.0.1/32'],
  ])('is %s where an operator allows %s, with TLS or without', (address, network) => {
    expect([allows(address, true, [network]), allows(address, false, [network])]).toEqual([true, true]);
  });

  test.each([
    ['10.1.2.3', '10.1.2.4/32'],
    ['::1', '127.0.0.0/8'],
    ['fd12::1', '10.0.0.0/8'],
    ['not an address', '0.0.0.0/0'],
  ])('is not %s where an operator allows %s', (address, network) => {
    expect(allows(address, true, [network])).toBe(false);
  });

  test('is what is in an allowed network, by its name', async () => {
    zone['books.internal'] = ['127.0.0.1'];
    const line = http(['127.0.0.0/8']).openLine();
    await line.deliver(call(`http://books.internal:${receiver().port}/hook`));
    await line.close();
    expect(receiver().received).toMatchObject([{ path: '/hook', headers: { host: `books.internal:${receiver().port}` } }]);
  });
});

test.each(['10.0.0.0', '10/8', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '0x0a.0.0.0/8', 'books.internal/8', ''])(
  'a network is not written as %j',
  (text) => expect(() => parseNetwork(text)).toThrow(RangeError),
);
