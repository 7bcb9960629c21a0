import type { FastifyReply, FastifyRequest } from 'fastify';

/** The value of a cookie; undefined where the browser sends none of that name. */
export function readCookie({ headers }: FastifyRequest, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

type Cookie = { name: string; value: string; maxAgeSeconds: number };

/** For the console's own pages alone: no script reads it, no other site makes the browser send it. `value` needs no escaping. */
export function setCookie(reply: FastifyReply, { name, value, maxAgeSeconds }: Cookie): void {
  const secure = isHttps(reply.request) ? '; Secure' : '';
  reply.header('set-cookie', `${name}=${value}; Path=/console; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`);
}

/** Also where a proxy ends TLS; whoever only says so gets a stricter cookie, and nothing else. */
const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' || headers['x-forwarded-proto'] === 'https';
