import { NotificationRefused } from '../domain/errors.ts';

/** Milliseconds since 1970, as Date.now. */
export type Clock = () => number;

const WINDOW_SECONDS = 300;

/**
 * Was it signed within five minutes of now, before or after? Whoever recorded a genuine notification cannot send it later.
 * @param timestamp the signed one, in seconds since 1970.
 * @throws NotificationRefused when it was not, or the timestamp is none.
 */
export function requireRecent(timestamp: string, now: Clock): void {
  // Number and parseInt would also read what the signer did not write: `1e9`, `123abc`.
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) throw new NotificationRefused(401, 'the timestamp is malformed');
  const ageSeconds = Math.floor(now() / 1000) - Number(timestamp);
  if (ageSeconds > WINDOW_SECONDS) throw new NotificationRefused(401, 'the timestamp is too old');
  if (ageSeconds < -WINDOW_SECONDS) throw new NotificationRefused(401, 'the timestamp is in the future');
}
