import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { DeliveryFailed } from '../channel.ts';
import { readable } from '../readable.ts';
import { retryAfterSecondsOf } from './retry-after.ts';

const BYTES_READ = 64 * 1024;

/** What came back: all that matters of it. */
export type Answer = { status: number; retryAfter: string | undefined; body: string };

/** A success counts from its first byte on; of anything else as much of the body is read as comes in time and is not too long. */
export async function readAnswer({ statusCode: status, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
  const { 'retry-after': given } = headers;
  const retryAfter = Array.isArray(given) ? given[0] : given;
  return { status, retryAfter, body: await readBody(body) };
}

async function readBody(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= BYTES_READ) break; // leaving the loop ends the connection
    }
  } catch {
    // The status has come, and says what became of the attempt.
  }
  return Buffer.concat(chunks).toString('utf8');
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** 410: nobody is there any more. A redirect is not followed: it could lead where nobody may call. */
export function failureOf({ status, retryAfter, body }: Answer, tookMs: number, secrets: string[]): DeliveryFailed {
  const line = [String(status), STATUS_CODES[status]].filter(Boolean).join(' ');
  const said = isRedirect(status) ? 'redirects are not followed' : readable(body, secrets);
  const retryAfterSeconds = TELLS_WHEN.has(status) ? retryAfterSecondsOf(retryAfter) : undefined;
  return new DeliveryFailed(`Http${status}`, `${line} after ${tookMs} ms${said && `: ${said}`}`, {
    status,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    outlook: status === GONE ? 'gone' : 'again',
  });
}

const GONE = 410;
const TELLS_WHEN = new Set([408, 425, 429, 500, 502, 503, 504]);
const isRedirect = (status: number): boolean => status >= 300 && status < 400;
