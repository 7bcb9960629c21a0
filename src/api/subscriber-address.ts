import type { SubscriberKind } from '../domain/subscription.ts';

const SCHEMES: Partial<Record<SubscriberKind, string[]>> = { http: ['https:'], amqp: ['amqp:', 'amqps:'] };

/**
 * Why this subscriber cannot be reached at this address; undefined: nothing is wrong with how it is written. Where it leads
 * is checked when it is called.
 * @param allowsPlainHttp an operator allowed networks that are not public: within them a service may have no TLS.
 */
export function addressFaultOf(kind: SubscriberKind, address: string, allowsPlainHttp: boolean): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const schemes = kind === 'http' && allowsPlainHttp ? ['https:', 'http:'] : (SCHEMES[kind] ?? []);
  const wanted = schemes.map((scheme) => `${scheme}//`).join(' or ');
  if (!url?.hostname) return `/url is not an address: write ${wanted}host/…`;
  if (!schemes.includes(url.protocol)) {
    const hint = url.protocol === 'http:' ? '; http:// is only for networks that WEBHOOK_ALLOWED_NETWORKS names' : '';
    return `/url must begin with ${wanted}${hint}`;
  }
  if (url.hash !== '') return '/url must have no fragment (#…)';
  if (kind === 'http' && (url.username !== '' || url.password !== ''))
    return '/url must have no user and password: our calls are signed instead';
  return [url.username, url.password].every(isDecodable) ? undefined : '/url has a % in its user or password: write it as %25';
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** The address without its user and password. */
export function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
