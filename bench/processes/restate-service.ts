import * as restate from '@restatedev/restate-sdk';
import pg from 'pg';
import { createEffect } from './effect.ts';
import { type Payment, recordPayment } from './record.ts';
import { setting, subscriberNames } from './settings.ts';

/** Restate as its own guide has it: a handler of durable steps, side by side where they do not need each other. */
const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const effect = createEffect(pool);
const subscribers = subscriberNames(Number(setting('SUBSCRIBERS')));

const payments = restate.service({
  name: 'payments',
  handlers: {
    async notify(context: restate.Context, payment: Payment): Promise<void> {
      await context.run('recordPayment', () => recordPayment(pool, payment));
      const tell = (subscriber: string) => context.run(subscriber, () => effect(subscriber, payment.payNo));
      await restate.RestatePromise.all(subscribers.map(tell));
    },
  },
});

// The SDK wants Node 22 for this alone.
if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });

function withResolvers(): object {
  const made = {};
  const promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return Object.assign(made, { promise });
}

await restate.serve({ services: [payments], port: Number(setting('SERVICE_PORT')) });
console.log('ready');
