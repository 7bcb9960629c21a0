import { NotificationRefused } from '../../domain/errors.ts';
import { hundredths } from '../../domain/money.ts';
import type { Parameter, Read } from './form.ts';

/** The parameter's text. @throws NotificationRefused, naming it, when it is missing or empty. */
export function required(read: Read, name: Parameter): string {
  const value = read(name);
  if (value === undefined) throw new NotificationRefused(400, `${name} is missing`);
  return value;
}

/** Yuan as fen. @throws NotificationRefused, naming the parameter, when it is no amount. */
export function requiredAmount(read: Read, name: Parameter): number {
  const amountMinor = hundredths(required(read, name));
  if (amountMinor === undefined) throw new NotificationRefused(400, `${name} is not an amount`);
  return amountMinor;
}

/** The first of these times that is there, in UTC. @throws NotificationRefused when none is, or it is no time. */
export function firstTime(read: Read, names: readonly Parameter[]): string {
  const name = names.find((candidate) => read(candidate) !== undefined) ?? 'notify_time';
  const [, date, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(required(read, name)) ?? [];
  // Alipay's times are Beijing's and do not say so. China has no summer time.
  const at = new Date(`${date}T${time}+08:00`);
  if (Number.isNaN(at.getTime())) throw new NotificationRefused(400, `${name} is not a time`);
  return at.toISOString();
}
