import { createHash, createHmac, scryptSync, timingSafeEqual } from 'node:crypto';
import type { ApiToken } from '../api/authentication.ts';

/** Half a day: a working day, and no longer. */
export const SESSION_SECONDS = 12 * 60 * 60;

/** Who is signed in. Every API process knows it from the cookie alone, and a token that is taken away ends its sessions. */
export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(tokens: ApiToken[]) {
  const keys = new Map<string, Buffer>();

  /** Made slowly, so that who steals a cookie cannot try out which token it was made with. */
  function keyOf({ name, token }: ApiToken): Buffer {
    const holder = `${name}=${token}`;
    const known = keys.get(holder);
    if (known) return known;
    const key = scryptSync(token, `paynotify console ${name}`, 32);
    keys.set(holder, key);
    return key;
  }

  const sign = (holder: ApiToken, said: string): Buffer => createHmac('sha256', keyOf(holder)).update(said).digest();

  return {
    /** The cookie's value for whoever brings this token; undefined where nobody has it. */
    begin(token: string, now: Date): string | undefined {
      const holder = tokens.find((entry) => timingSafeEqual(digest(entry.token), digest(token)));
      if (!holder) return undefined;
      const said = `${toBase64(holder.name)}.${Math.floor(now.getTime() / 1000) + SESSION_SECONDS}`;
      return `${said}.${sign(holder, said).toString('base64url')}`;
    },

    /** The name of whoever this cookie was given to, while it is valid. He may have two tokens, while they rotate. */
    nameOf(cookie: string, now: Date): string | undefined {
      const [name = '', until = '', signature = ''] = cookie.split('.');
      if (!/^\d{1,12}$/.test(until) || Number(until) * 1000 <= now.getTime()) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const isBy = (holder: ApiToken): boolean => isEqual(given, sign(holder, `${name}.${until}`));
      return tokens.find((entry) => toBase64(entry.name) === name && isBy(entry))?.name;
    },
  };
}

const isEqual = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
const toBase64 = (name: string): string => Buffer.from(name).toString('base64url');
