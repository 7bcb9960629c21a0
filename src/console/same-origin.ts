import type { FastifyRequest } from 'fastify';

/**
 * Was this sent by a page of ours? Beside the cookie, which no other site's page makes the browser send: a page on another port
 * of this host is of the same site. A browser says where a request comes from, and no page can make it say something else.
 */
export function isFromOurPage({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined) return site === 'same-origin';
  // Over plain HTTP, but to localhost, it leaves that out.
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
