import type { Queryable } from '../../src/db/pool.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import type { listedSubscribers as listed, hostedActivities as shipped } from '../../src/subscribers/index.ts';
import { createEffect } from './effect.ts';
import { setting, subscriberNames } from './settings.ts';

/** In place of src/subscribers/index.ts: see ../hosting.js. */
export const listedSubscribers: typeof listed = [];

export const hostedActivities = (db: Queryable): ReturnType<typeof shipped> => {
  const effect = createEffect(db);
  const names = subscriberNames(Number(setting('SUBSCRIBERS')));
  return Object.fromEntries(names.map((name) => [name, ({ payNo }: PaymentResultMessage) => effect(name, payNo)]));
};
