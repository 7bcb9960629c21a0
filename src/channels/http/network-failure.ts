import { DeliveryFailed } from '../channel.ts';
import { codeOf, wordsOf } from '../error-words.ts';

/** What became of an attempt to which nothing was answered. */
export function networkFailureOf(error: unknown, tookMs: number): DeliveryFailed {
  const code = codeOf(error);
  const [type, words = wordsOf(error)] = KNOWN[code] ?? [OTHER.find(([codes]) => codes.test(code))?.[1] ?? 'NetworkError'];
  return new DeliveryFailed(type, `${words} after ${tookMs} ms`);
}

/** By the error's code. Without words: those of the error. */
const KNOWN: Record<string, [type: string, words?: string]> = {
  AddressRefused: ['AddressRefused'],
  TimeoutError: ['Timeout', 'no answer'],
  ETIMEDOUT: ['Timeout', 'no connection'],
  UND_ERR_CONNECT_TIMEOUT: ['Timeout', 'no connection'],
  ECONNREFUSED: ['ConnectionRefused', 'connection refused'],
  EHOSTUNREACH: ['Unreachable', 'no route to its host'],
  ENETUNREACH: ['Unreachable', 'no route to its network'],
  ECONNRESET: ['ConnectionLost', 'the connection was reset'],
  EPIPE: ['ConnectionLost', 'the connection was closed'],
  UND_ERR_SOCKET: ['ConnectionLost', 'the connection was closed without an answer'],
  ENOTFOUND: ['NameNotFound', 'its name is not found'],
  EAI_AGAIN: ['NameNotFound', 'its name cannot be looked up at the moment'],
  UND_ERR_HEADERS_OVERFLOW: ['MalformedAnswer', 'its headers are too long'],
};

/** Families of codes: of TLS, and of what was no HTTP. */
const OTHER: [RegExp, string][] = [
  [/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SIGNED|UNABLE_TO/, 'TlsRefused'],
  [/^HPE_|^HTTPParserError|^UND_ERR_RES/, 'MalformedAnswer'],
];
