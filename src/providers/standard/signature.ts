import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { NotificationRefused } from '../../domain/errors.ts';
import { requiredHeader } from '../headers.ts';
import type { Notification } from '../provider.ts';
import { type Clock, requireRecent } from '../replay-window.ts';

/** The secrets, `whsec_` and base64. @throws Error that says which one is wrong, without quoting it, or that there is none. */
export function readSecrets(secrets: string[]): Webhook[] {
  if (secrets.length === 0) throw new Error('STANDARD_WEBHOOK_SECRET is empty');
  return secrets.map((secret, index) => {
    try {
      return new Webhook(secret);
    } catch {
      throw new Error(`STANDARD_WEBHOOK_SECRET ${index + 1} of ${secrets.length} is not base64, with or without whsec_`);
    }
  });
}

/** One or more of any version, apart by one space; the version this takes is v1. */
const SIGNATURES = /^v\d[a-z]?,[A-Za-z0-9+/]+={0,2}( v\d[a-z]?,[A-Za-z0-9+/]+={0,2})*$/;

/**
 * The notification's id, when one of the secrets signed it with this text within five minutes of now.
 * @param text the body, as text that stands for the same bytes.
 * @throws NotificationRefused in every other case; nothing else, whatever the notification is.
 */
export function requireSignature(
  notification: Notification,
  text: string,
  { secrets, now }: { secrets: Webhook[]; now: Clock },
): string {
  const id = requiredHeader(notification, 'webhook-id');
  if (id.length > 200) throw new NotificationRefused(400, 'webhook-id is too long');
  const timestamp = requiredHeader(notification, 'webhook-timestamp');
  requireRecent(timestamp, now);
  const header = requiredHeader(notification, 'webhook-signature');
  if (!SIGNATURES.test(header)) throw new NotificationRefused(401, 'webhook-signature is malformed');
  // The library's own `verify` knows no clock but the machine's, and reads the timestamp's first digits only.
  const expected = secrets.map((secret) => secret.sign(id, new Date(Number(timestamp) * 1000), text));
  if (!expected.some((one) => header.split(' ').some((given) => isSame(given, one))))
    throw new NotificationRefused(401, 'webhook-signature is of no secret that is configured');
  return id;
}

/** Takes as long whatever the first difference is, so that a signature cannot be found byte by byte. */
const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
