import type { KeyObject } from 'node:crypto';
import { Rsa } from 'wechatpay-axios-plugin';
import { NotificationRefused } from '../../domain/errors.ts';
import { requiredHeader } from '../headers.ts';
import type { Notification } from '../provider.ts';
import { type Clock, requireRecent } from '../replay-window.ts';

/** WeChat Pay signs some notifications wrongly, to see that they are refused, and sends them again with the right signature. */
const PROBE = 'WECHATPAY/SIGNTEST/';

/** WeChat Pay's public keys by their serial. */
export type Keys = ReadonlyMap<string, KeyObject>;

/**
 * Returns when WeChat Pay signed this text within five minutes of now, with the key that the notification names.
 * @param text the body, as text that stands for the same bytes.
 * @throws NotificationRefused in every other case; nothing else, whatever the notification is. Quietly for a probe.
 */
export function requireSignature(notification: Notification, text: string, { keys, now }: { keys: Keys; now: Clock }): void {
  const signature = requiredHeader(notification, 'wechatpay-signature');
  if (signature.startsWith(PROBE)) throw new NotificationRefused(401, 'a signature probe', { quiet: true });
  const timestamp = requiredHeader(notification, 'wechatpay-timestamp');
  const nonce = requiredHeader(notification, 'wechatpay-nonce');
  const key = keys.get(requiredHeader(notification, 'wechatpay-serial'));
  if (!key) throw new NotificationRefused(401, 'wechatpay-serial is of no key that is configured');
  requireRecent(timestamp, now);
  // Node decodes what is not quite base64 too, so that an altered signature would still be accepted.
  if (Buffer.from(signature, 'base64').toString('base64') !== signature)
    throw new NotificationRefused(401, 'wechatpay-signature is not base64');
  if (!Rsa.verify(`${timestamp}\n${nonce}\n${text}\n`, signature, key))
    throw new NotificationRefused(401, 'wechatpay-signature is not of WeChat Pay');
}
