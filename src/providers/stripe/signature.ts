import Stripe from 'stripe';
import { NotificationRefused } from '../../domain/errors.ts';
import { requiredHeader } from '../headers.ts';
import type { Notification } from '../provider.ts';
import { type Clock, requireRecent } from '../replay-window.ts';

/** One time, then signatures of any scheme; the library would also take several times, or one with something behind it. */
const HEADER = /^t=([^,]*)(,[a-z0-9]+=[A-Za-z0-9+/=_-]+)+$/;

/**
 * Returns when one of the endpoint's secrets signed this text within five minutes of now.
 * @param text the body, as text that stands for the same bytes.
 * @throws NotificationRefused in every other case; nothing else, whatever the notification is.
 */
export function requireSignature(notification: Notification, text: string, { secrets, now }: { secrets: string[]; now: Clock }) {
  const header = requiredHeader(notification, 'stripe-signature');
  const [, timestamp] = HEADER.exec(header) ?? [];
  if (timestamp === undefined) throw new NotificationRefused(401, 'stripe-signature is malformed');
  // The library refuses what is too old, and takes what comes from the future.
  requireRecent(timestamp, now);
  if (!secrets.some((secret) => isSignedWith(secret))) throw new NotificationRefused(401, 'stripe-signature is not of Stripe');

  function isSignedWith(secret: string): boolean {
    try {
      return Stripe.webhooks.signature?.verifyHeader(text, header, secret, 300, undefined, now()) === true;
    } catch {
      return false; // its error quotes the body
    }
  }
}
