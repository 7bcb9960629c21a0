import { randomBytes } from 'node:crypto';
import { commaSeparated } from '../settings.ts';
import { alterOnTheWay, withChanges } from '../simulated-changes.ts';
import type { Simulator } from '../simulator.ts';
import { signStripeBody } from './signer.ts';
import { stripeEvent } from './simulated-event.ts';

/** Signs with the first of the endpoint's secrets, and says `paid` by the object that the API listens to. */
export const stripeSimulator: Simulator = {
  events: ['pending', 'paid', 'closed', 'partially_refunded', 'refunded'],
  settings: ['STRIPE_WEBHOOK_SECRET'],
  makeSettings: () => ({ STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('hex')}` }),
  sign({ set, alter, ...story }, { STRIPE_WEBHOOK_SECRET: secrets = '', STRIPE_PAID_EVENT: paidEvent }) {
    const [secret = ''] = commaSeparated(secrets);
    const said = withChanges(stripeEvent(story, paidEvent === 'payment_intent' ? 'payment_intent' : 'checkout'), set);
    return alterOnTheWay(signStripeBody(JSON.stringify(said), secret, new Date()), alter);
  },
  isTaken: ({ status }) => status >= 200 && status < 300,
};
