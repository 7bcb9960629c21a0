import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses, as `10.0.0.0/8` says it. */
export type Network = [Address, number];

/** @throws RangeError where the text is no CIDR in its usual spelling. */
export function parseNetwork(text: string): Network {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (!isIP(address) || !/^\d{1,3}$/.test(bits) || rest.length > 0 || !ipaddr.isValidCIDR(text))
    throw new RangeError(`${text} is no network: write it as 10.0.0.0/8 or fd00::/8`);
  return ipaddr.parseCIDR(text);
}

/** May this address be called, with TLS or without? It is what DNS or a URL says, in any spelling. */
export type AddressGuard = (address: string, isEncrypted: boolean) => boolean;

/**
 * Public unicast addresses, with TLS; and what lies in the allowed networks, with TLS or without. An IPv6 address that stands for an
 * IPv4 one (mapped, or what NAT64 makes of it) is judged as that.
 */
export const createAddressGuard =
  (allowed: Network[]): AddressGuard =>
  (address, isEncrypted) => {
    if (!ipaddr.isValid(address)) return false;
    const meant = whatIsMeant(ipaddr.parse(address));
    return allowed.some((network) => contains(network, meant)) || (isEncrypted && isPublic(meant));
  };

const contains = ([network, bits]: Network, address: Address): boolean =>
  network.kind() === address.kind() && address.match(network, bits);

const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');

function whatIsMeant(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const six = address as ipaddr.IPv6;
  if (six.isIPv4MappedAddress()) return six.toIPv4Address();
  return contains(NAT64, six) ? new ipaddr.IPv4(six.toByteArray().slice(-4)) : six;
}

/** All that IANA has given out for use on the Internet; what it has not, or for something else (6to4, Teredo …), is not. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || contains(GLOBAL_UNICAST, address));
