import dns from 'node:dns';
import { isIP, type LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGuard } from './networks.ts';

/** What asks for all addresses of a name, as `dns.lookup` does. */
export type Lookup = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

/**
 * Sockets are destroyed as any stream. The HTTP client in Alipay's SDK replaces `Socket.prototype.destroy`, for everybody in the process,
 * by one that throws where two sockets end with one error: then a line is not closed, and an attempt whose time is up does not end.
 */
const STREAM: Pick<Socket, 'destroy'> = Object.getPrototypeOf(Socket.prototype);

/** An address that must not be called. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(host: string, address: string, isEncrypted: boolean) {
    const subject = address === host ? host : `${host} is ${address}, which`;
    const how = isEncrypted ? '' : ' without TLS';
    super(`${subject} must not be called${how}: it is no public address${how && ' with TLS'}, nor in WEBHOOK_ALLOWED_NETWORKS`);
  }
}

/**
 * Connects to addresses that the guard lets pass, and to those that it has seen: what DNS answers is checked when it is connected, and
 * a name of which one address is refused is refused. Of literals nobody asks DNS: they are checked here.
 */
export function guardedConnect(guard: AddressGuard, lookup: Lookup = dns.lookup): buildConnector.connector {
  const encrypted = buildConnector({ lookup: guardedLookup(guard, lookup, true) });
  const plain = buildConnector({ lookup: guardedLookup(guard, lookup, false) });
  return (options, callback) => {
    const isEncrypted = options.protocol === 'https:';
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) && !guard(host, isEncrypted)) return callback(new AddressRefused(host, host, isEncrypted), null);
    const connect = isEncrypted ? encrypted : plain;
    connect(options, (...connected) => {
      const [, socket] = connected;
      if (socket) socket.destroy = STREAM.destroy;
      callback(...connected);
    });
  };
}

const guardedLookup =
  (guard: AddressGuard, lookup: Lookup, isEncrypted: boolean): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.find(({ address }) => !guard(address, isEncrypted));
      const [first] = addresses ?? [];
      if (error) callback(error, []);
      else if (refused) callback(new AddressRefused(hostname, refused.address, isEncrypted), []);
      else if (options.all || !first) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
