import { NotificationRefused } from '../domain/errors.ts';
import type { Notification } from './provider.ts';

/** A header that belongs to the signature. @throws NotificationRefused when it is not there once, in printable ASCII. */
export function requiredHeader({ headers }: Notification, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '') throw new NotificationRefused(401, `header ${name} is missing`);
  if (!/^[\x20-\x7e]{1,4096}$/.test(value)) throw new NotificationRefused(401, `header ${name} is malformed`);
  return value;
}
