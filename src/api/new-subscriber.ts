import type { z } from 'zod';
import { DEFAULT_RETRY, SUBSCRIBER_DEFAULTS, type Subscriber } from '../domain/subscription.ts';
import { deliverQueueOf, PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { withoutCredentials } from './subscriber-address.ts';
import type { subscriberChange, subscriberRequest } from './subscriber-schemas.ts';

type Request = z.infer<typeof subscriberRequest>;
type Change = z.infer<typeof subscriberChange>;

/** The subscriber that is asked for, with the defaults for what is left out. */
export function newSubscriber(request: Request): Subscriber {
  const { name, kind } = request;
  const { retry, ...given } = defined(request);
  return {
    ...SUBSCRIBER_DEFAULTS,
    ...placeOf(request),
    ...given,
    name,
    kind,
    ...(given.url !== undefined && { url: shownUrl(kind, given.url) }),
    retry: { ...DEFAULT_RETRY, ...defined(retry ?? {}) },
  };
}

/** The subscriber with what is asked for changed. */
export function changedBy(before: Subscriber, change: Change): Subscriber {
  const { retry, ...given } = defined(change);
  return {
    ...before,
    ...given,
    ...(given.url !== undefined && { url: shownUrl(before.kind, given.url) }),
    retry: { ...before.retry, ...defined(retry ?? {}) },
  };
}

/** Where it is told, unless it says otherwise. */
function placeOf({ kind, name }: Request): Pick<Subscriber, 'taskQueue' | 'activity'> {
  const { activity } = SUBSCRIBER_DEFAULTS;
  if (kind === 'activity') return { taskQueue: '', activity };
  if (kind === 'hosted') return { taskQueue: PAYMENTS_TASK_QUEUE, activity: name };
  return { taskQueue: deliverQueueOf(name), activity };
}

const shownUrl = (kind: Subscriber['kind'], url: string): string =>
  kind === 'amqp' && URL.canParse(url) ? withoutCredentials(url) : url;

type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Without the fields that were left out. */
const defined = <Fields extends object>(fields: Fields): Partial<Defined<Fields>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Defined<Fields>>;
